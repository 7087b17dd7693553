"""A request with tools -> a script that answers its calls, with the plain SDK: the loop of turns in one screen.

What a tool does is left to who copies it: one function, `answer`.
"""

from collections.abc import Mapping
from typing import Any, Final

from lib.protocol.code.literal import literal
from lib.protocol.snippets import Target, client, comment, imports


def python_loop(body: Mapping[str, Any], target: Target) -> str:
    """The script. The outputs go back after the stored response, so the server has to store it."""
    kept = {name: value for name, value in body.items() if name != "stream"}
    needs_os = "import os" in imports(target)
    head = f"import json\n{'import os' if needs_os else ''}\nfrom openai import OpenAI"
    parts = [
        head.replace("os\nfrom", "os\n\nfrom"),
        client(target),
        ANSWER,
        f"request = {literal(kept, 0, len('request = '))}\n{LOOP}",
    ]
    return comment(target.note) + "\n\n".join(parts) + "\n"


ANSWER: Final = '''\

def answer(name: str, arguments: str) -> str:
    """The output of a call: run your tool here. `arguments` is the JSON text that the model wrote."""
    return json.dumps({"error": f"{name} is not written yet"})

'''

LOOP: Final = """\
for turn in range(8):
    calls = []
    for event in client.responses.create(**request, stream=True):
        match event.type:
            case "response.output_text.delta":
                print(event.delta, end="", flush=True)
            case "response.function_call_arguments.delta":
                print(f"[{event.output_index}] {event.delta}")
            case "response.output_item.done" if event.item.type in ("function_call", "custom_tool_call"):
                calls.append(event.item)
            case "response.completed":
                request["previous_response_id"] = event.response.id
            case "response.incomplete" | "response.failed" | "error":
                raise SystemExit(f"\\nNo whole response: {event}")
    if not calls:
        break
    request["input"] = [
        {
            "type": f"{call.type}_output",
            "call_id": call.call_id,
            "output": answer(call.name, call.arguments if call.type == "function_call" else call.input),
        }
        for call in calls
    ]
    request["tool_choice"] = "auto"  # a forced call counts for the first turn
print()"""
