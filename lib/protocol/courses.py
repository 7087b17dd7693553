"""The courses that a response and its items take: which event comes after which.

From the SDK's types and some 290 recorded streams. What may come at any time (an `error`, the end of the
response, events of other items that are open) is in no course.
"""

from typing import Final

from lib.protocol.meanings import WORDS

# A step is a type without `response.`; `?` marks one that may be missing, `+` one that repeats, `*` both.
COURSES: Final = (
    "created queued? in_progress keepalive* output_item.added",
    "in_progress completed",
    "output_item.done output_item.added",
    "output_item.done completed",
    "output_item.done incomplete",
    "error failed",
    "output_item.added content_part.added output_text.delta* output_text.done content_part.done output_item.done",
    "output_text.delta output_text.annotation.added+ output_text.delta? output_text.done",
    "content_part.added refusal.delta+ refusal.done content_part.done",
    "content_part.done content_part.added",
    "audio.delta+ audio.done",
    "audio.transcript.delta+ audio.transcript.done",
    "output_item.added reasoning_summary_part.added reasoning_summary_text.delta+ "
    "reasoning_summary_text.done reasoning_summary_part.done output_item.done",
    "reasoning_summary_part.done reasoning_summary_part.added",
    "content_part.added reasoning_text.delta+ reasoning_text.done content_part.done",
    "content_part.added reasoning.delta+ reasoning.done content_part.done",
    "output_item.added reasoning_part.added reasoning_text.delta+ reasoning_text.done reasoning_part.done "
    "output_item.done",
    "output_item.added function_call_arguments.delta* function_call_arguments.done output_item.done",
    "output_item.added custom_tool_call_input.delta+ custom_tool_call_input.done output_item.done",
    "output_item.added mcp_list_tools.in_progress mcp_list_tools.completed output_item.done",
    "mcp_list_tools.in_progress mcp_list_tools.failed output_item.done",
    "output_item.added mcp_call.in_progress mcp_call_arguments.delta+ mcp_call_arguments.done "
    "mcp_call.completed output_item.done",
    "mcp_call_arguments.done mcp_call.failed output_item.done",
    "output_item.added web_search_call.in_progress web_search_call.searching web_search_call.completed "
    "output_item.done",
    "output_item.added file_search_call.in_progress file_search_call.searching file_search_call.completed "
    "output_item.done",
    "output_item.added code_interpreter_call.in_progress code_interpreter_call_code.delta+ "
    "code_interpreter_call_code.done code_interpreter_call.interpreting code_interpreter_call.completed "
    "output_item.done",
    "output_item.added image_generation_call.in_progress image_generation_call.generating "
    "image_generation_call.partial_image* image_generation_call.completed output_item.done",
    "output_item.added shell_call_command.added shell_call_command.delta+ shell_call_command.done output_item.done",
    "shell_call_command.done shell_call_command.added",
    "shell_call_output_content.done shell_call_output_content.delta",
    "output_item.added shell_call_output_content.delta+ shell_call_output_content.done output_item.done",
    "output_item.added apply_patch_call_operation_diff.delta+ apply_patch_call_operation_diff.done output_item.done",
    "output_item.added compaction.compacting output_item.done",
    "output_item.added output_item.done",
    "run.request run.attempt run.headers created",
    "run.attempt run.note? run.attempt",
    "run.attempt run.failed",
    "run.headers run.response",
    "run.headers run.failed",
    "output_item.done run.call_awaiting? run.call_running run.call_retrying* run.function_call_output run.tool_state?",
    "run.call_awaiting run.function_call_output",
    "run.function_call_output run.request",
    "run.tool_state run.request",
)


def followers() -> dict[str, tuple[str, ...]]:
    """What may come right after each type in some course, in the courses' order."""
    after: dict[str, dict[str, None]] = {}
    for course in COURSES:
        steps = course.split()
        for at, step in enumerate(steps):
            found = after.setdefault(full(step), {})
            if step[-1] in "+*":
                found[full(step)] = None
            for later in steps[at + 1 :]:
                found[full(later)] = None
                if later[-1] not in "?*":
                    break
    return {name: tuple(found) for name, found in after.items()}


def full(step: str) -> str:
    """A step of a course -> the type's whole name."""
    name = step.rstrip("?+*")
    return name if name in WORDS else f"response.{name}"
