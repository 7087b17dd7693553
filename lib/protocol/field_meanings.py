"""What every field of an event means, in one sentence each.

Most names mean the same everywhere: `FIELDS`. Where the type tells more, `OWN` has the sentence of that type.
The fields of our own `run.*` events are all in `OWN`: their names are not the protocol's.
"""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "sequence_number": "The event's number in the stream, counted from 0.",
    "output_index": "Which item it is about: its place in the response's output, from 0.",
    "item_id": "The item's id; some servers change it, so go by output_index.",
    "content_index": "Which content part it is about: its place in the item's content, from 0.",
    "summary_index": "Which section it is about: its place in the item's summary, from 0.",
    "command_index": "Which command of the shell call it is about, from 0.",
    "annotation_index": "The place of the annotation among those of its content part, from 0.",
    "delta": "What the event adds to the end of what came before.",
    "obfuscation": "Random characters that hide the length of the delta from eavesdroppers; ignore them.",
}
"""What a name means in an event of any type that comes over the wire."""

CALL: Final[Mapping[str, str]] = {
    "turn": "Which turn of the run the call is of, from 0.",
    "output_index": "Which item of that turn's output the call is, from 0.",
    "call_id": "The id of the call; its output goes back to the model with it.",
    "name": "The name of the tool that is called.",
}

OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "response.created": {"response": "The response as it begins: its id, model and settings; the output is empty."},
    "response.queued": {"response": "The response as it waits: its status is queued, its output empty."},
    "response.in_progress": {"response": "The response once more, as the model begins; the output is empty."},
    "response.completed": {"response": "The response, whole: every item of its output, and the usage in tokens."},
    "response.incomplete": {"response": "The response as far as it came; incomplete_details has the reason."},
    "response.failed": {"response": "The response as far as it came; its error has a code and a message."},
    "response.output_item.added": {"item": "The item as it begins: its type and id; texts and arguments are empty."},
    "response.output_item.done": {"item": "The item, whole; some details, such as a tool's output, come only here."},
    "response.content_part.added": {"part": "The content part as it begins: its type, with an empty text."},
    "response.content_part.done": {"part": "The content part, whole: its text with annotations, or the refusal."},
    "response.output_text.delta": {
        "delta": "The characters to add to the visible text of the content part.",
        "logprobs": "The log probability of each token in the delta; empty unless the request asks for it.",
    },
    "response.output_text.done": {
        "text": "All of the content part's text; it equals the deltas, joined.",
        "logprobs": "The log probability of each token in the text; empty unless the request asks for it.",
    },
    "response.output_text.annotation.added": {
        "annotation": "What is cited, an address or a file, and at which characters of the text.",
    },
    "response.refusal.delta": {"delta": "The characters to add to the refusal."},
    "response.refusal.done": {"refusal": "All of the refusal; it equals the deltas, joined."},
    "response.audio.delta": {"delta": "The next bytes of the sound, written as base64."},
    "response.audio.transcript.delta": {"delta": "The characters to add to the words of the spoken answer."},
    "response.reasoning_summary_part.added": {"part": "The section as it begins: its type, with an empty text."},
    "response.reasoning_summary_text.delta": {"delta": "The characters to add to this section of the summary."},
    "response.reasoning_summary_text.done": {"text": "All of the section's text; it equals the deltas, joined."},
    "response.reasoning_summary_part.done": {
        "part": "The section, whole: its type and its text.",
        "status": "There only if the section was cut short; then it is incomplete.",
    },
    "response.reasoning_text.delta": {"delta": "The characters to add to the reasoning of the content part."},
    "response.reasoning_text.done": {"text": "All of the content part's reasoning; it equals the deltas, joined."},
    "response.reasoning_part.added": {"part": "The part of the reasoning as it begins: its type, with an empty text."},
    "response.reasoning_part.done": {"part": "The part of the reasoning, whole: its type and its text."},
    "response.function_call_arguments.delta": {
        "delta": "The characters to add to the arguments; any place of the JSON may be the cut.",
    },
    "response.function_call_arguments.done": {
        "arguments": "All of the arguments, as raw JSON text; it equals the deltas, joined.",
    },
    "response.custom_tool_call_input.delta": {"delta": "The characters to add to the input, which is free text."},
    "response.custom_tool_call_input.done": {"input": "All of the input: free text, which need not be JSON."},
    "response.mcp_call_arguments.delta": {"delta": "The characters to add to the arguments, which are JSON text."},
    "response.mcp_call_arguments.done": {"arguments": "All of the arguments that the MCP server gets, as JSON text."},
    "response.code_interpreter_call_code.delta": {"delta": "The characters to add to the Python code."},
    "response.code_interpreter_call_code.done": {"code": "All of the Python code; it equals the deltas, joined."},
    "response.shell_call_command.added": {"command": "The command as it begins; it may still be empty."},
    "response.shell_call_command.delta": {"delta": "The characters to add to the command."},
    "response.shell_call_command.done": {"command": "The command, whole."},
    "response.apply_patch_call_operation_diff.delta": {"delta": "The characters to add to the diff."},
    "response.apply_patch_call_operation_diff.done": {"diff": "All of the diff; it equals the deltas, joined."},
    "response.shell_call_output_content.delta": {
        "delta": "An object, not a text: the characters to add to stdout, to stderr, or to both.",
    },
    "response.shell_call_output_content.done": {
        "output": "A list: all of stdout and stderr, with the exit code or that the time was up.",
    },
    "response.image_generation_call.partial_image": {
        "partial_image_b64": "A whole picture as base64, less finished than the next; it is no piece to add.",
        "partial_image_index": "Which partial image of this item it is, from 0.",
        "background": "What is behind the subject: transparent or opaque.",
        "output_format": "The format of the image: png, webp or jpeg.",
        "quality": "How much care goes into the image: low, medium or high.",
        "size": "Width and height of the image in pixels, such as 1024x1024.",
    },
    "error": {
        "code": "What went wrong as a short name for programs, such as server_error.",
        "message": "What went wrong, in the server's own words.",
        "param": "The field of the request that is to blame, if one is.",
        "error": "Type, code and message in an object of their own, from servers that nest them.",
    },
    "run.request": {
        "body": "What is sent, as JSON.",
        "backend": "Who answers: simulator, openai or compatible.",
        "base_url": "The address that the backend has, without /responses.",
        "tools": "The names of the tools that can run here.",
    },
    "run.attempt": {
        "attempt": "Which try of the request it is, from 1.",
        "url": "The whole address that the request goes to.",
        "streamed": "Whether the request asks for a stream; if not, the response comes whole.",
    },
    "run.headers": {
        "status": "The HTTP status; 200 when the request was taken.",
        "request_id": "The server's id for the request, to name when you report trouble to it.",
        "headers": "The headers of the answer, each a name and a value; secrets are left out.",
    },
    "run.response": {"response": "The response, whole, as in response.completed."},
    "run.comment": {"text": "The comment line, as it came."},
    "run.done_sentinel": {"text": "What the line says: [DONE]."},
    "run.broken_frame": {
        "why": "Why it can't be read as an event.",
        "text": "What came, as text.",
    },
    "run.call_awaiting": {
        **CALL,
        "by_hand": "Whether you type the output, because no function does.",
        "message": "What was wrong with the arguments that you gave; empty if nothing was.",
    },
    "run.call_running": {
        **CALL,
        "attempt": "Which try of the call it is, from 1.",
        "arguments": "The arguments that you gave in place of the model's, as raw JSON text.",
    },
    "run.call_retrying": {
        **CALL,
        "attempt": "Which try of the call failed, from 1.",
        "message": "What the tool raised.",
        "seconds": "How long to wait until the next try, in seconds.",
    },
    "run.tool_state": {
        **CALL,
        "before": "What the tools held before the call, as JSON.",
        "state": "What the tools hold after the call, as JSON.",
    },
    "run.function_call_output": {
        **CALL,
        "state": "How the call ended: completed, failed or declined.",
        "output": "The text that goes back to the model.",
        "by": "Where the output is from: the tool, the visitor, or the engine if the call failed.",
        "message": "Why the call failed, in a sentence.",
        "kind": "Why the call failed as a short name, such as invalid_json or raised.",
    },
    "run.failed": {
        "kind": "What happened as a short name, such as timeout, unreachable or http.",
        "message": "What happened, in a sentence.",
        "advice": "What to do about it.",
        "status": "The HTTP status, if the server answered with one.",
        "code": "The server's short name for the error; empty if it gave none.",
        "words": "The message of the server itself; empty if it gave none.",
        "request_id": "The server's id for the request, to name when you report trouble to it.",
        "cause": "What the network said, or the exception at the bottom.",
    },
    "run.ended_early": {
        "message": "What happened, in a sentence.",
        "advice": "What to do about it.",
    },
    "run.stopped": {"message": "What happened, in a sentence."},
}
"""What a name means in the events of one type."""


def meaning_of_field(type: str, name: str) -> str:
    """What a field of a type means; "" where it has no words here."""
    if meaning := OWN.get(type, {}).get(name):
        return meaning
    return "" if type.startswith("run.") else FIELDS.get(name, "")
