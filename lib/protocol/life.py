"""The life of a response as a diagram: what comes after what, for one kind of item at a time.

All kinds in one picture would be 70 boxes. Each life has the frame that all responses share, and the types of its
kind; the ways between them are those of the courses.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from lib.protocol.catalogue import group_of, meaning_of, short
from lib.protocol.courses import COURSES, followers, full
from lib.protocol.meanings import Group

FRAME: Final = (
    "response.created",
    "response.queued",
    "response.in_progress",
    "keepalive",
    "response.output_item.added",
    "response.output_item.done",
    "response.completed",
    "response.incomplete",
    "error",
    "response.failed",
)
"""The types that every response may have."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Message": ("response.content_part.", "response.output_text.", "response.refusal."),
    "Reasoning summary": ("response.reasoning_summary_",),
    "Reasoning": ("response.reasoning", "response.content_part."),
    "Function call": ("response.function_call_arguments.",),
    "Custom tool call": ("response.custom_tool_call_input.",),
    "Web search": ("response.web_search_call.",),
    "File search": ("response.file_search_call.",),
    "Code interpreter": ("response.code_interpreter_call",),
    "Image": ("response.image_generation_call.",),
    "MCP server": ("response.mcp_",),
    "Shell": ("response.shell_call_",),
    "Patch": ("response.apply_patch_call_",),
    "Compaction": ("response.compaction.",),
    "Audio": ("response.audio.",),
    "A run of turns": ("run.",),
}
"""How the types begin that a kind of life adds to the frame; the first kind that fits a type is its own."""

STARTS: Final = ("error", "run.request", "response.created")
"""Where a life begins; what comes after an error is drawn last."""


class Way(NamedTuple):
    """One type may come right after another; `back` where that begins something again."""

    start: str
    end: str
    back: bool


@dataclass(frozen=True)
class Life:
    """The types of a kind of life, in the order of the courses, and the ways between them."""

    kind: str
    steps: tuple[str, ...]
    ways: tuple[Way, ...]


def kind_of(type: str) -> str | None:
    """The kind of life that a type belongs to; None for the types that all have, and for unknown ones."""
    return next((kind for kind, begins in KINDS.items() if type.startswith(begins)), None)


def life(kind: str) -> Life:
    """The life of that kind, which is one of KINDS."""
    wanted = {step for step in every_step() if step in FRAME or own(kind, step)}
    after = {step: [later for later in laters if later in wanted] for step, laters in followers().items()}
    steps = walk(after, [step for step in every_step() if step in wanted])
    place = {step: at for at, step in enumerate(steps)}
    ways = [Way(step, later, place[later] <= place[step]) for step in steps for later in after.get(step, ())]
    return Life(kind, tuple(steps), tuple(ways))


def walk(after: Mapping[str, Sequence[str]], steps: Sequence[str]) -> list[str]:
    """The steps in an order in which each comes before what follows it, but for what begins again."""
    reached: dict[str, None] = {}
    ordered: list[str] = []

    def visit(step: str) -> None:
        if step in reached:
            return
        reached[step] = None
        for later in reversed(after.get(step, ())):  # so that the first of them stands next to it
            if not begins_again(step, later):
                visit(later)
        ordered.append(step)

    for step in (*(start for start in STARTS if start in steps), *steps):
        visit(step)
    return ordered[::-1]


def own(kind: str, type: str) -> bool:
    """Whether that kind of life adds the type to the frame; of reasoning, the summary is a life of its own."""
    return type.startswith(KINDS[kind]) and (kind != "Reasoning" or kind_of(type) != "Reasoning summary")


def begins_again(start: str, end: str) -> bool:
    """Whether the end of something is followed by another of its kind."""
    stem = start.removesuffix(".done")
    return start.endswith(".done") and end in (f"{stem}.added", f"{stem}.delta")


def every_step() -> list[str]:
    """Every type of the courses, in the order in which they name them first."""
    return list(dict.fromkeys(full(step) for course in COURSES for step in course.split()))


def dot(shown: Life, colours: Mapping[Group, str], marked: str = "") -> str:
    """The life in the DOT language, from top to bottom.

    `colours` has the fill of a box for each group, for white text, so that it can be read on any background. `marked`
    is the type whose box has a frame.
    """
    boxes = (
        f"{quote(step)} [label={quote(short(step))} tooltip={quote(meaning_of(step))} "
        f'fillcolor="{colours[group_of(step)]}"{MARK if step == marked else ""}]'
        for step in shown.steps
    )
    onward = {way.start: way for way in reversed(shown.ways) if not way.back}  # the first that each has
    arrows = (
        f"{quote(way.start)} -> {quote(way.end)}{AGAIN if way.back else NEXT if way in onward.values() else ''}"
        for way in shown.ways
    )
    return "\n".join(["digraph {", *HEAD, *boxes, *arrows, "}"])


def quote(text: str) -> str:
    """A text as DOT writes it."""
    return json.dumps(text, ensure_ascii=False)


LINE: Final = "#8A94A3"  # a gray that can be seen on white and on black
AGAIN: Final = " [style=dashed constraint=false]"
NEXT: Final = " [weight=9]"  # draws the boxes into one column
MARK: Final = ' color="#E0A100" penwidth=3'
HEAD: Final = (
    'bgcolor="transparent" rankdir=TB ranksep=0.28 nodesep=0.25',
    'node [shape=box style="filled,rounded" penwidth=0 fontname="Helvetica,Arial,sans-serif" fontsize=12 '
    'fontcolor="#FFFFFF" height=0.32 margin="0.14,0.04"]',
    f'edge [color="{LINE}" arrowsize=0.6]',
)
