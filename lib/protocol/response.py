"""Fold events into one response: a table of the event types, and the function that adds one event.

Nothing here raises on what a server sends. An event whose shape is wrong, or that speaks of something that was never
announced, is noted and kept; a type outside the SDK's union is counted as unknown.
"""

from collections.abc import Iterable
from typing import Final

from lib.protocol import families as message
from lib.protocol import tool_families as tool
from lib.protocol.events import Body
from lib.protocol.families import Family
from lib.protocol.snapshot import Snapshot

FAMILIES: Final[dict[str, Family]] = {
    "error": message.error,
    "response.created": message.begins,
    "response.queued": message.begins,
    "response.in_progress": message.begins,
    "response.completed": message.ends,
    "response.incomplete": message.ends,
    "response.failed": message.ends,
    "response.output_item.added": message.item_added,
    "response.output_item.done": message.item_done,
    "response.content_part.added": message.part_added,
    "response.content_part.done": message.part_done,
    "response.output_text.delta": message.part_delta("output_text"),
    "response.output_text.done": message.part_text_done("output_text", "text"),
    "response.output_text.annotation.added": message.annotation_added,
    "response.refusal.delta": message.part_delta("refusal"),
    "response.refusal.done": message.part_text_done("refusal", "refusal"),
    "response.reasoning_text.delta": message.part_delta("reasoning_text", "reasoning"),
    "response.reasoning_text.done": message.part_text_done("reasoning_text", "text", "reasoning"),
    "response.reasoning_summary_part.added": message.summary_part,
    "response.reasoning_summary_part.done": message.summary_part,
    "response.reasoning_summary_text.delta": message.summary_delta,
    "response.reasoning_summary_text.done": message.summary_done,
    "response.function_call_arguments.delta": tool.field_delta("function_call", "arguments"),
    "response.function_call_arguments.done": tool.field_done("function_call", "arguments"),
    "response.custom_tool_call_input.delta": tool.field_delta("custom_tool_call", "input"),
    "response.custom_tool_call_input.done": tool.field_done("custom_tool_call", "input"),
    "response.mcp_call_arguments.delta": tool.field_delta("mcp_call", "arguments"),
    "response.mcp_call_arguments.done": tool.field_done("mcp_call", "arguments"),
    "response.mcp_call.in_progress": tool.status("mcp_call"),
    "response.mcp_call.completed": tool.status("mcp_call"),
    "response.mcp_call.failed": tool.status("mcp_call"),
    "response.mcp_list_tools.in_progress": tool.status("mcp_list_tools"),
    "response.mcp_list_tools.completed": tool.status("mcp_list_tools"),
    "response.mcp_list_tools.failed": tool.status("mcp_list_tools"),
    "response.code_interpreter_call_code.delta": tool.field_delta("code_interpreter_call", "code"),
    "response.code_interpreter_call_code.done": tool.field_done("code_interpreter_call", "code"),
    "response.code_interpreter_call.in_progress": tool.status("code_interpreter_call"),
    "response.code_interpreter_call.interpreting": tool.status("code_interpreter_call"),
    "response.code_interpreter_call.completed": tool.status("code_interpreter_call"),
    "response.web_search_call.in_progress": tool.status("web_search_call"),
    "response.web_search_call.searching": tool.status("web_search_call"),
    "response.web_search_call.completed": tool.status("web_search_call"),
    "response.file_search_call.in_progress": tool.status("file_search_call"),
    "response.file_search_call.searching": tool.status("file_search_call"),
    "response.file_search_call.completed": tool.status("file_search_call"),
    "response.image_generation_call.in_progress": tool.status("image_generation_call"),
    "response.image_generation_call.generating": tool.status("image_generation_call"),
    "response.image_generation_call.completed": tool.status("image_generation_call"),
    "response.image_generation_call.partial_image": tool.partial_image,
    "response.compaction.compacting": tool.status("compaction"),
    "response.shell_call_command.added": tool.shell_command,
    "response.shell_call_command.delta": tool.shell_command,
    "response.shell_call_command.done": tool.shell_command,
    "response.shell_call_output_content.delta": tool.shell_output_delta,
    "response.shell_call_output_content.done": tool.shell_output_done,
    "response.audio.delta": tool.audio_delta("data"),
    "response.audio.done": message.ignore,
    "response.audio.transcript.delta": tool.audio_delta("transcript"),
    "response.audio.transcript.done": message.ignore,
}
"""The 59 types of the SDK's union."""

BEYOND: Final[dict[str, Family]] = {
    "response.reasoning_part.added": message.part_added,
    "response.reasoning_part.done": message.part_done,
    "response.reasoning.delta": message.part_delta("reasoning_text", "reasoning"),
    "response.reasoning.done": message.part_text_done("reasoning_text", "text", "reasoning"),
    "response.apply_patch_call_operation_diff.delta": tool.diff_delta,
    "response.apply_patch_call_operation_diff.done": tool.diff_done,
}
"""Types outside the union that servers send all the same: counted as unknown, folded where they carry content."""


def fold(response: Snapshot, event: Body) -> None:
    """Add one event to the snapshot. Events of our own (`run.*`) pass by."""
    kind = event["type"]
    family = FAMILIES.get(kind)
    if family is None:
        if kind.startswith("run."):
            return
        response.unknown[kind] += 1
        family = BEYOND.get(kind, message.ignore)
    response.events += 1
    try:
        family(response, event)
    except (TypeError, AttributeError, LookupError, ValueError):
        message.odd(response, event)


def folded(events: Iterable[Body]) -> Snapshot:
    """The snapshot that the events add up to."""
    response = Snapshot()
    for event in events:
        fold(response, event)
    return response
