"""Texts that grow by deltas, and the objects that carry them whole again: which text is meant, what it has to be."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lib.protocol.events import Body
from lib.protocol.linting.report import Report, difference, plural, shown

Key = tuple[str, int]
"""Which text of an item: ("content", 0), ("summary", 1), ("command", 0), or a field of its own, ("arguments", 0)."""


class Growth(NamedTuple):
    """A text that grows by events: of which type of item, where in it, in which field its done event has it whole.

    `place` is "content", "summary" or "command", whose index is in `<place>_index`; else the name of a field. `part` is
    the type of the part.
    """

    name: str
    item_type: str
    place: str
    whole: str
    part: str = ""

    def key(self, event: Body) -> Key | None:
        """Which text an event speaks of; None where it has no index."""
        if self.place not in INDEXED:
            return self.place, 0
        index = event.get(f"{self.place}_index")
        return (self.place, index) if type(index) is int else None


ABSENT: Final = object()
INDEXED: Final = frozenset({"content", "summary", "command"})
GROWTHS: Final = (
    Growth("response.output_text", "message", "content", "text", "output_text"),
    Growth("response.refusal", "message", "content", "refusal", "refusal"),
    Growth("response.reasoning_text", "reasoning", "content", "text", "reasoning_text"),
    Growth("response.reasoning", "reasoning", "content", "text", "reasoning_text"),
    Growth("response.reasoning_summary_text", "reasoning", "summary", "text", "summary_text"),
    Growth("response.function_call_arguments", "function_call", "arguments", "arguments"),
    Growth("response.custom_tool_call_input", "custom_tool_call", "input", "input"),
    Growth("response.mcp_call_arguments", "mcp_call", "arguments", "arguments"),
    Growth("response.code_interpreter_call_code", "code_interpreter_call", "code", "code"),
    Growth("response.apply_patch_call_operation_diff", "apply_patch_call", "diff", "diff"),
    Growth("response.shell_call_command", "shell_call", "command", "command"),
)
DELTAS: Final[Mapping[str, Growth]] = {f"{growth.name}.delta": growth for growth in GROWTHS}
DONES: Final[Mapping[str, Growth]] = {f"{growth.name}.done": growth for growth in GROWTHS}


class Text:
    """One such text so far. `whole` is what the first event that carried it whole said, `begun` what its added had.

    `partial`: its beginning is not in this stream, so nothing is said of what it adds up to.
    """

    __slots__ = ("annotations", "begun", "closed", "ended", "opened", "part", "partial", "pieces", "whole")

    def __init__(self, part: str = "", begun: str = "", partial: bool = False) -> None:
        self.part = part
        self.begun = begun
        self.partial = partial
        self.pieces: list[str] = []
        self.annotations: dict[int, Any] = {}  # by their index, as they were added
        self.whole: str | None = None
        self.opened = False  # its part.added has come
        self.ended = False  # its own done event
        self.closed = False  # its part.done

    @property
    def expected(self) -> str | None:
        """What the next event that carries it whole must say; None where nothing can be known."""
        if self.whole is not None or self.partial:
            return self.whole
        return "".join(self.pieces) or self.begun

    def end(self, whole: Any, where: str, report: Report) -> None:
        """Its done event has come."""
        self.ended = True
        if not isinstance(whole, str):
            return
        streamed = "".join(self.pieces)
        if whole and not self.pieces and not self.partial:
            report.add("done_without_delta", f"{where}: {shown(whole)} came whole, without a delta before it")
        elif not self.partial and whole not in (streamed, self.begun + streamed):
            report.add(
                "delta_sum", f"{where}: the deltas don't add up to its done event: {difference(whole, streamed)}"
            )
        self.whole, self.pieces = whole, []

    def carry(self, rule: str, got: str | None, where: str, report: Report) -> None:
        """An event that closes what holds it carries it again."""
        expected = self.expected
        if expected is None:
            self.whole = got
        elif got is None and expected:
            report.add(rule, f"{where}: expected {shown(expected)}, got nothing")
        elif got is not None and got != expected and got != self.begun + expected:
            report.add(rule, f"{where}: {difference(expected, got)}")

    def check_annotations(self, part: Body, where: str, report: Report) -> None:
        """Hold the annotations of its part.done against those that were added."""
        found = part.get("annotations")
        whole = dict(enumerate(found)) if isinstance(found, list) else {}
        if whole and not self.annotations and not self.partial:
            count = plural(len(whole), "annotation")
            report.add("done_without_delta", f"{where}: {count} came whole, without an annotation.added before")
            return
        for at, added in self.annotations.items():
            if whole.get(at, ABSENT) != added:
                got = shown(whole[at]) if at in whole else "nothing"
                report.add(
                    "annotation", f"{where}: annotation {at} was added as {shown(added)}, the part.done has {got}"
                )
        if (more := len(whole) - len(self.annotations)) > 0 and not self.partial:
            report.add("annotation", f"{where}: the part.done has {plural(more, 'annotation')} more than were added")


def wholes(item: Body) -> Iterator[tuple[Key, str, str]]:
    """The texts that an item has: which, its part's type, and the text."""
    for place in ("content", "summary"):
        parts = item.get(place)
        for index, part in enumerate(parts if isinstance(parts, list) else []):
            if isinstance(part, dict) and isinstance(text := part_text(part), str):
                yield (place, index), str(part.get("type", "")), text
    for field in ("arguments", "input", "code"):
        if isinstance(text := item.get(field), str):
            yield (field, 0), "", text
    match item:
        case {"operation": {"diff": str(diff)}}:
            yield ("diff", 0), "", diff
        case {"action": {"commands": list(commands)}}:
            yield from ((("command", index), "", one) for index, one in enumerate(commands) if isinstance(one, str))


def part_text(part: Body) -> Any:
    """The text of a content or summary part."""
    return part.get("refusal" if part.get("type") == "refusal" else "text")


def place_of(key: Key) -> str:
    """A text's place, as it is written: `content[0]`, `arguments`."""
    return f"{key[0]}[{key[1]}]" if key[0] in INDEXED else key[0]
