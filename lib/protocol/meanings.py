"""What every event type means, in one sentence each, by the group that gives it its colour.

Add a type here and it has its words everywhere. The order is the one in which the types are listed.
"""

from collections.abc import Mapping
from typing import Final, Literal

Group = Literal["text", "reasoning", "arguments", "tool", "item", "error", "lifecycle", "run"]
"""What an event is about. "run" is for events of our own; the others come over the wire."""

MEANINGS: Final[Mapping[Group, Mapping[str, str]]] = {
    "lifecycle": {
        "response.created": "The server took the request; here is the response, still empty.",
        "response.queued": "The response waits for its turn on the server.",
        "response.in_progress": "The model is at work on the response.",
        "response.completed": "The end: the response is whole, with its output and usage.",
        "response.incomplete": "The end: the response was cut short, and incomplete_details says why.",
        "keepalive": "Nothing new; it keeps the connection open while the model is silent.",
    },
    "item": {
        "response.output_item.added": "An item takes its place in the output, at its output_index.",
        "response.content_part.added": "An item gets a content part, still empty, at its content_index.",
        "response.content_part.done": "A content part is closed, and comes once more in one piece.",
        "response.output_item.done": "An item is closed, and comes once more in one piece.",
        "response.compaction.compacting": "The conversation so far is being made shorter.",
    },
    "text": {
        "response.output_text.delta": "A piece of the visible text.",
        "response.output_text.annotation.added": "A citation or a file, tied to a place in the text.",
        "response.output_text.done": "The visible text of one content part, in one piece.",
        "response.refusal.delta": "A piece of the sentence with which the model declines.",
        "response.refusal.done": "The sentence with which the model declined, in one piece.",
        "response.audio.delta": "A piece of the spoken answer, as base64.",
        "response.audio.done": "The spoken answer has been sent to its end.",
        "response.audio.transcript.delta": "A piece of the words of the spoken answer.",
        "response.audio.transcript.done": "The words of the spoken answer have been sent to their end.",
    },
    "reasoning": {
        "response.reasoning_summary_part.added": "A section of the summary begins, still empty.",
        "response.reasoning_summary_text.delta": "A piece of the summary of what the model thought.",
        "response.reasoning_summary_text.done": "The text of one section of the summary, in one piece.",
        "response.reasoning_summary_part.done": "A section of the summary is closed.",
        "response.reasoning_text.delta": "A piece of the reasoning itself, from models that show it.",
        "response.reasoning_text.done": "The reasoning of one content part, in one piece.",
        "response.reasoning_part.added": "A part of the reasoning begins, still empty.",
        "response.reasoning_part.done": "A part of the reasoning is closed, and comes in one piece.",
        "response.reasoning.delta": "A piece of the reasoning, under the name that Open Responses gives it.",
        "response.reasoning.done": "The reasoning in one piece, under the name that Open Responses gives it.",
    },
    "arguments": {
        "response.function_call_arguments.delta": "A piece of the JSON text for one of your functions.",
        "response.function_call_arguments.done": "The arguments of a function call, in one piece.",
        "response.custom_tool_call_input.delta": "A piece of the free text for a custom tool.",
        "response.custom_tool_call_input.done": "The free text for a custom tool, in one piece.",
        "response.mcp_call_arguments.delta": "A piece of the JSON text for a tool of an MCP server.",
        "response.mcp_call_arguments.done": "The arguments for the MCP server's tool, in one piece.",
        "response.code_interpreter_call_code.delta": "A piece of the Python code that the server runs.",
        "response.code_interpreter_call_code.done": "The Python code that the server runs, in one piece.",
        "response.shell_call_command.added": "A shell command begins, at its command_index.",
        "response.shell_call_command.delta": "A piece of a shell command.",
        "response.shell_call_command.done": "A shell command, in one piece.",
        "response.apply_patch_call_operation_diff.delta": "A piece of the diff that changes a file.",
        "response.apply_patch_call_operation_diff.done": "The diff that changes a file, in one piece.",
    },
    "tool": {
        "response.web_search_call.in_progress": "The server begins a web search for the model.",
        "response.web_search_call.searching": "The web search is running.",
        "response.web_search_call.completed": "The web search is over; the item's done event has its query.",
        "response.file_search_call.in_progress": "The server begins to search your files for the model.",
        "response.file_search_call.searching": "The search of the files is running.",
        "response.file_search_call.completed": "The files are searched; results come only if asked for.",
        "response.code_interpreter_call.in_progress": "The server begins a call of its Python tool.",
        "response.code_interpreter_call.interpreting": "The code is running on the server.",
        "response.code_interpreter_call.completed": "The code has run.",
        "response.shell_call_output_content.delta": "A piece of what a shell command printed, per stream.",
        "response.shell_call_output_content.done": "All that a shell command printed, and how it ended.",
        "response.image_generation_call.in_progress": "The server takes up the drawing of an image.",
        "response.image_generation_call.generating": "The image is being drawn.",
        "response.image_generation_call.partial_image": "The image as far as it is drawn, as base64.",
        "response.image_generation_call.completed": "The image is drawn; the item's done event has it.",
        "response.mcp_list_tools.in_progress": "The server asks an MCP server which tools it has.",
        "response.mcp_list_tools.completed": "The list of tools is there; the item's done event has it.",
        "response.mcp_call.in_progress": "A call of a tool on an MCP server begins.",
        "response.mcp_call.completed": "The MCP server answered; the item's done event has its output.",
    },
    "error": {
        "error": "Something went wrong on the server; response.failed usually comes next.",
        "response.failed": "The end: the response failed, and its error says why.",
        "response.mcp_list_tools.failed": "The MCP server did not say which tools it has.",
        "response.mcp_call.failed": "The call of the MCP server's tool failed.",
    },
    "run": {
        "run.request": "What is sent: the body of the request, and the backend that it goes to.",
        "run.attempt": "One HTTP try of the request begins.",
        "run.headers": "The server answered with a status, its headers and the id that it gives the request.",
        "run.response": "A whole response, from a request that did not ask for a stream.",
        "run.comment": "A comment line of the stream; servers send them to keep the connection open.",
        "run.broken_frame": "A piece of the stream that is not an event: no JSON object with a type.",
        "run.done_sentinel": "The line [DONE], which some servers send after the last event.",
        "run.call_awaiting": "A call is held until you approve it, answer it by hand or decline it.",
        "run.call_running": "A tool begins to run, with the model's arguments or with those that you gave it.",
        "run.call_retrying": "A tool failed and is tried again after a wait.",
        "run.tool_state": "What the tools of this run have changed, as it is now.",
        "run.function_call_output": "A tool's output, which the next request takes back to the model.",
        "run.note": "Something worth knowing that changes nothing, such as a wait before the next try.",
        "run.failed": "The run could not go on: what happened, and what to do about it.",
        "run.ended_early": "The stream stopped without an event that ends a response; what came is kept.",
        "run.stopped": "You stopped the run; what had come is kept.",
    },
}

WORDS: Final[Mapping[str, str]] = {name: words for rows in MEANINGS.values() for name, words in rows.items()}
"""What each type means, without the groups."""

SENDERS: Final[Mapping[str, str]] = {
    "keepalive": "OpenAI, while a response takes its time to begin",
    "response.apply_patch_call_operation_diff.delta": "OpenAI, with the apply_patch tool",
    "response.apply_patch_call_operation_diff.done": "OpenAI, with the apply_patch tool",
    "response.reasoning_part.added": "Hugging Face's router, with gpt-oss",
    "response.reasoning_part.done": "Hugging Face's router, with gpt-oss",
    "response.reasoning.delta": "servers that follow the Open Responses specification",
    "response.reasoning.done": "servers that follow the Open Responses specification",
}
"""Who sends the types that the SDK does not know."""
