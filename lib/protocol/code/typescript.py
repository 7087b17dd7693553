"""A request -> the same thing in TypeScript with the official openai package. It is valid JavaScript, too.

Right for any body: its text is quoted, never pasted. A key is only ever named, by its variable.
"""

from collections.abc import Mapping
from typing import Any, Final

from lib.protocol.code.literal_typescript import STEP, block, literal, members, quoted
from lib.protocol.snippets import NO_KEY, Target, calls_functions, comment, parameters, streamed


def typescript(body: Mapping[str, Any], target: Target) -> str:
    """A module that sends `body`, and prints what comes."""
    parts = ['import OpenAI from "openai";', client(target), create(body), reading(body)]
    return comment(target.note).replace("#", "//", 1) + "\n\n".join(parts) + "\n"


def client(target: Target) -> str:
    """The line that makes the client."""
    options = []
    if target.key_variable is None:
        options.append(f"apiKey: {quoted(NO_KEY)}")
    elif target.key_variable != "OPENAI_API_KEY":
        options.append(f"apiKey: process.env.{target.key_variable}")
    if target.base_url is not None:
        options.append(f"baseURL: {quoted(target.base_url)}")
    return f"const client = new OpenAI({'{ ' + ', '.join(options) + ' }' if options else ''});"


def create(body: Mapping[str, Any]) -> str:
    """The call that sends the body. Fields that the SDK has no type for are spread: so the compiler takes them."""
    known = parameters()
    rows = members({name: content for name, content in body.items() if name in known}, STEP)
    extra = {name: content for name, content in body.items() if name not in known}
    if extra:
        rows.append(f"...{literal(extra, STEP, STEP + len('...,'))},")
    name = "stream" if streamed(body) else "response"
    return block(f"const {name} = await client.responses.create({{", rows, "});", 0)


def reading(body: Mapping[str, Any]) -> str:
    """What is done with the answer."""
    calls = calls_functions(body)
    if streamed(body):
        return READ.replace("$CALL", READ_CALL if calls else "")
    return PRINT + (PRINT_CALL if calls else "")


READ: Final = r"""for await (const event of stream) {
  switch (event.type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      process.stdout.write(event.delta);
      break;$CALL
    case "response.completed":
      console.log();
      break;
    case "response.incomplete":
      console.log("\nCut short:", event.response.incomplete_details);
      break;
    case "response.failed":
      console.log("\nFailed:", event.response.error);
      break;
    case "error":
      console.log("\nError:", event.message);
      break;
  }
}"""

READ_CALL: Final = """
    case "response.output_item.done":
      if (event.item.type === "function_call") {
        console.log(`${event.item.name}(${event.item.arguments})`);
      }
      break;"""

PRINT: Final = """\
console.log(response.output_text);
if (response.error || response.incomplete_details) {
  console.log(response.status, response.error ?? response.incomplete_details);
}"""

PRINT_CALL: Final = """
for (const item of response.output) {
  if (item.type === "function_call") console.log(`${item.name}(${item.arguments})`);
}"""
