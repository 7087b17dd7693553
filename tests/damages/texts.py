"""Damage to a text that grows: its deltas and its done event."""

from lib.protocol.events import Body
from tests.damages.edits import changed, moved, renumbered, replaced
from tests.damages.places import of
from tests.damages.stream import Sent, Stream, kind, text_of


def alone(stream: Stream, at: int) -> bool:
    """A delta of a text that has a done event."""
    body = stream[at].body
    if not (stream.whole and kind(stream, at).endswith(".delta") and isinstance(body.get("delta"), str)):
        return False
    return bool(body["delta"]) and "output_index" in body and done_of(stream, at) is not None


def grows(stream: Stream, at: int) -> bool:
    """A delta of a text that has a done event and more deltas than this."""
    same = [other for other in siblings(stream, at) if kind(stream, other) == kind(stream, at)]
    return alone(stream, at) and len(same) > 1


def differs_from_next(stream: Stream, at: int) -> bool:
    """A delta before another of the same text, and in the other order they are another text."""
    if not (alone(stream, at) and at + 1 < len(stream) and at + 1 in siblings(stream, at)):
        return False
    one, two = stream[at].body["delta"], stream[at + 1].body.get("delta")
    return isinstance(two, str) and one + two != two + one


def closes_early(stream: Stream, at: int) -> bool:
    """A done event of a text that had deltas, whose item closes later."""
    return (
        stream.checked
        and kind(stream, at).endswith(".done")
        and any(alone(stream, other) for other in siblings(stream, at) if other != at)
    )


def text_done(stream: Stream, at: int) -> bool:
    return of("output_text.done", "reasoning_summary_text.done")(stream, at)


def shortened(body: Body) -> None:
    body["delta"] = body["delta"][:-1]


def lengthened(body: Body) -> None:
    body["delta"] += "!"


def reversed_pair(stream: Stream, at: int) -> list[Sent]:
    one, two = stream[at].body["delta"], stream[at + 1].body["delta"]
    return replaced("delta", one)(Stream(replaced("delta", two)(stream, at)), at + 1)


def without_deltas(stream: Stream, at: int) -> list[Sent]:
    gone = set(siblings(stream, at)) - {done_of(stream, at)}
    return renumbered([one for place, one in enumerate(stream) if place not in gone])


def moved_past_its_done(stream: Stream, at: int) -> list[Sent]:
    place = done_of(stream, at)
    assert place is not None
    return moved(stream, at, place)


def done_retold(stream: Stream, at: int) -> list[Sent]:
    def change(body: Body) -> None:
        field = next(
            name for name in ("text", "refusal", "arguments", "input", "code", "diff", "command") if name in body
        )
        body[field] += "!"

    place = done_of(stream, at)
    assert place is not None
    return changed(stream, place, change)


def wrong_family(stream: Stream, at: int) -> list[Sent]:
    other = "response.mcp_call_arguments.delta"
    return replaced("type", other)(stream, at)


def siblings(stream: Stream, at: int) -> list[int]:
    """The events of the same text: its deltas and its done."""
    return stream.texts[text_of(stream, at)]


def done_of(stream: Stream, at: int) -> int | None:
    found = [other for other in siblings(stream, at) if kind(stream, other).endswith(".done")]
    return found[-1] if found else None
