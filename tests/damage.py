"""Kinds of damage done to good streams, each with the rule of lint that is meant to find it."""

import copy
import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from lib.protocol import sse
from lib.protocol.events import TERMINAL, Body, Event
from lib.protocol.lint import Finding, Linter

CREATED = "response.created"
ADDED, DONE = "response.output_item.added", "response.output_item.done"
PLACE = ("output_index", "content_index", "summary_index", "command_index")


class Sent(NamedTuple):
    """An event with its frame."""

    body: Body
    raw: bytes


class Stream(list[Sent]):
    """The events of a stream, and what decides where damage can be done; they stay as they are."""

    @cached_property
    def whole(self) -> bool:
        """Whether it has a beginning, one end that is last, and no error."""
        ends = [at for at in range(len(self)) if kind(self, at) in TERMINAL]
        events = [at for at in range(len(self)) if wire(self, at)]
        if any(kind(self, at) == "error" for at in events):
            return False
        return bool(ends) and events[0] == 0 and kind(self, 0) == CREATED and ends == [events[-1]]

    @cached_property
    def checked(self) -> bool:
        """Whether it ends with all items closed."""
        return self.whole and any(completed(self, at) for at in range(len(self)))

    @cached_property
    def numbered(self) -> bool:
        return all(type(body.get("sequence_number")) is int for body, _ in self if not body["type"].startswith("run."))

    @cached_property
    def texts(self) -> dict[Any, list[int]]:
        """The events of each text: its deltas and its done."""
        found: dict[Any, list[int]] = {}
        for at in range(len(self)):
            found.setdefault(text_of(self, at), []).append(at)
        return found


Place = Callable[[Stream, int], bool]
Harm = Callable[[Stream, int], list[Sent]]


class Damage(NamedTuple):
    """A kind of damage: the rule that is meant to find it, whether it can be done at an event, and what it does."""

    name: str
    rule: str
    fits: Place
    harm: Harm

    def places(self, stream: Stream) -> list[int]:
        """The first, the middle and the last place where it can be done."""
        found = [at for at in range(len(stream)) if self.fits(stream, at)]
        return sorted({found[0], found[len(found) // 2], found[-1]}) if found else []


def sent(events: list[Event]) -> Stream:
    """A recording's events, parsed once."""
    return Stream(Sent(event.body, event.raw) for event in events)


def findings(stream: list[Sent]) -> list[Finding]:
    """What lint says of it."""
    linter = Linter()
    for body, raw in stream:
        linter.add(Event(None, raw), body)
    linter.end()
    return linter.findings


def rules(stream: list[Sent]) -> set[str]:
    """The rules that it breaks."""
    return {finding.rule for finding in findings(stream)}


def kind(stream: list[Sent], at: int) -> str:
    return str(stream[at].body["type"])


def wire(stream: list[Sent], at: int) -> bool:
    return 0 <= at < len(stream) and not kind(stream, at).startswith("run.")


def middle(stream: Stream, at: int) -> bool:
    return wire(stream, at) and stream.whole and at > 0 and kind(stream, at) not in TERMINAL


def ends(stream: Stream, at: int) -> bool:
    return stream.whole and kind(stream, at) in TERMINAL


def completed(stream: Stream, at: int) -> bool:
    return ends(stream, at) and kind(stream, at) != "response.failed"


def of(*names: str) -> Place:
    return lambda stream, at: stream.whole and any(kind(stream, at) == f"response.{name}" for name in names)


def grows(stream: Stream, at: int) -> bool:
    """A delta of a text that has a done event and more deltas than this."""
    same = [other for other in siblings(stream, at) if kind(stream, other) == kind(stream, at)]
    return alone(stream, at) and len(same) > 1


def alone(stream: Stream, at: int) -> bool:
    """A delta of a text that has a done event."""
    body = stream[at].body
    if not (stream.whole and kind(stream, at).endswith(".delta") and isinstance(body.get("delta"), str)):
        return False
    return bool(body["delta"]) and "output_index" in body and done_of(stream, at) is not None


def text_of(stream: list[Sent], at: int) -> tuple[Any, ...]:
    """What the events of one text have in common."""
    body = stream[at].body
    return (str(body["type"]).rpartition(".")[0], *(body.get(name) for name in PLACE))


def siblings(stream: Stream, at: int) -> list[int]:
    """The events of the same text: its deltas and its done."""
    return stream.texts[text_of(stream, at)]


def done_of(stream: Stream, at: int) -> int | None:
    found = [other for other in siblings(stream, at) if kind(stream, other).endswith(".done")]
    return found[-1] if found else None


def differs_from_next(stream: Stream, at: int) -> bool:
    """A delta before another of the same text, and in the other order they are another text."""
    if not (alone(stream, at) and at + 1 < len(stream) and at + 1 in siblings(stream, at)):
        return False
    one, two = stream[at].body["delta"], stream[at + 1].body.get("delta")
    return isinstance(two, str) and one + two != two + one


def has_text(item: Any) -> bool:
    return any(True for _ in texts(item))


def texts(item: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where an item, or a part in a list, has a text: the object and its field."""
    if not isinstance(item, dict):
        return
    parts = [part for name in ("content", "summary") for part in item.get(name) or [] if isinstance(part, dict)]
    for found in (item, *parts):
        for field in ("text", "refusal", "arguments", "input"):
            if isinstance(found.get(field), str) and found[field]:
                yield found, field


def output(stream: list[Sent], at: int) -> list[Body]:
    found = stream[at].body["response"].get("output") or []
    return found if isinstance(found, list) else []


def rewritten(body: Body) -> Sent:
    return Sent(body, sse.write(body))


def changed(stream: list[Sent], at: int, change: Callable[[Body], Any]) -> list[Sent]:
    body = copy.deepcopy(stream[at].body)
    change(body)
    return [*stream[:at], rewritten(body), *stream[at + 1 :]]


def renumbered(stream: list[Sent], first: int = 0) -> list[Sent]:
    """Numbered without a gap, so that only the other rules can find what was done."""
    found, number = [], first
    for body, raw in stream:
        if type(body.get("sequence_number")) is not int:
            found.append(Sent(body, raw))
            continue
        same = body["sequence_number"] == number
        found.append(Sent(body, raw) if same else rewritten({**body, "sequence_number": number}))
        number += 1
    return found


def dropped(stream: list[Sent], at: int) -> list[Sent]:
    return renumbered([*stream[:at], *stream[at + 1 :]])


def doubled(stream: list[Sent], at: int) -> list[Sent]:
    return renumbered([*stream[: at + 1], *stream[at:]])


def moved(stream: list[Sent], at: int, to: int) -> list[Sent]:
    rest = [*stream[:at], *stream[at + 1 :]]
    return renumbered([*rest[:to], stream[at], *rest[to:]])


def inserted(stream: list[Sent], at: int, *bodies: Body) -> list[Sent]:
    new = [rewritten({**body, "sequence_number": 0}) for body in bodies]
    return renumbered([*stream[:at], *new, *stream[at:]])


def reframed(stream: list[Sent], at: int, change: Callable[[bytes], bytes]) -> list[Sent]:
    raw = change(stream[at].raw)
    return [*stream[:at], *sent([Event(None, raw)]), *stream[at + 1 :]]


def replaced(field: str, value: Any) -> Harm:
    return lambda stream, at: changed(stream, at, lambda body: body.update({field: value}))


def removed(field: str) -> Harm:
    return lambda stream, at: changed(stream, at, lambda body: body.pop(field))


def retold(body: Body) -> None:
    """Another text in the item or part that an event carries."""
    found = body.get("item") or {"content": [body.get("part")]}
    where, field = list(texts(found))[-1]
    where[field] += "!"


def retold_at_the_end(body: Body) -> None:
    where, field = [pair for item in body["response"]["output"] for pair in texts(item)][-1]
    where[field] += "!"


def reversed_pair(stream: Stream, at: int) -> list[Sent]:
    one, two = stream[at].body["delta"], stream[at + 1].body["delta"]
    return replaced("delta", one)(replaced("delta", two)(stream, at), at + 1)


def without_deltas(stream: Stream, at: int) -> list[Sent]:
    gone = set(siblings(stream, at)) - {done_of(stream, at)}
    return renumbered([one for place, one in enumerate(stream) if place not in gone])


def done_retold(stream: Stream, at: int) -> list[Sent]:
    def change(body: Body) -> None:
        field = next(
            name for name in ("text", "refusal", "arguments", "input", "code", "diff", "command") if name in body
        )
        body[field] += "!"

    place = done_of(stream, at)
    assert place is not None
    return changed(stream, place, change)


def shifted(field: str, at_least: int) -> Harm:
    """An index, from this event on and in all of the same item, one higher."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        index = stream[at].body["output_index"]
        found = list(stream)
        for place, (body, _) in enumerate(stream):
            if body.get("output_index") == index and type(body.get(field)) is int and body[field] >= at_least:
                found[place] = rewritten({**body, field: body[field] + 1})
        return found

    return harm


def last_item(stream: Stream, at: int) -> bool:
    indices = [body["output_index"] for body, _ in stream if body["type"] == ADDED]
    return (
        of("output_item.added")(stream, at)
        and indices.index(max(indices)) == len(indices) - 1
        and (stream[at].body["output_index"] == max(indices))
    )


def one_part(stream: Stream, at: int) -> bool:
    """The only content part of its item is announced here."""
    index = stream[at].body.get("output_index")
    found = [
        body for body, _ in stream if body["type"] == "response.content_part.added" and body["output_index"] == index
    ]
    return of("content_part.added")(stream, at) and len(found) == 1


def later_item(stream: Stream, at: int) -> bool:
    return of("output_item.added")(stream, at) and stream[at].body["output_index"] > 0


def closes_early(stream: Stream, at: int) -> bool:
    """A done event of a text that had deltas, whose item closes later."""
    return (
        stream.checked
        and kind(stream, at).endswith(".done")
        and any(alone(stream, other) for other in siblings(stream, at) if other != at)
    )


def moved_past_its_done(stream: Stream, at: int) -> list[Sent]:
    place = done_of(stream, at)
    assert place is not None
    return moved(stream, at, place)


def cut_frame(raw: bytes) -> bytes:
    return raw.rstrip(b"\r\n")[:-1] + b"\n\n"


def other_end(stream: Stream, at: int) -> list[Sent]:
    kind = "response.incomplete" if stream[at].body["type"] != "response.incomplete" else "response.completed"
    return replaced("type", kind)(stream, at)


def call_done(stream: Stream, at: int) -> bool:
    return of("output_item.done")(stream, at) and "call_id" in stream[at].body["item"]


def wrong_family(stream: Stream, at: int) -> list[Sent]:
    other = "response.mcp_call_arguments.delta"
    return replaced("type", other)(stream, at)


def with_usage(stream: Stream, at: int) -> bool:
    usage = stream[at].body["response"].get("usage") if ends(stream, at) else None
    return isinstance(usage, dict) and type(usage.get("total_tokens")) is int


def raised_total(body: Body) -> None:
    body["response"]["usage"]["total_tokens"] += 1


def error_for_the_end(stream: Stream, at: int) -> list[Sent]:
    number = stream[at].body.get("sequence_number")
    error = {"type": "error", "code": "server_error", "message": "no", "param": None, "sequence_number": number}
    return [*stream[:at], rewritten(error)]


NESTED: Final = {"type": "error", "error": {"message": "no"}}
EXTRA: Final = {"type": "message", "id": "msg_extra", "role": "assistant", "status": "completed", "content": []}


def numbers(fits: Place) -> Place:
    return lambda stream, at: stream.numbered and fits(stream, at)


def items_of(least: int) -> Place:
    return lambda stream, at: completed(stream, at) and len(output(stream, at)) >= least


def final_text(stream: Stream, at: int) -> bool:
    return completed(stream, at) and any(has_text(item) for item in output(stream, at))


def part_text(stream: Stream, at: int) -> bool:
    parts = of("content_part.done", "reasoning_summary_part.done")
    return parts(stream, at) and has_text({"content": [stream[at].body["part"]]})


def item_text(stream: Stream, at: int) -> bool:
    return of("output_item.done")(stream, at) and has_text(stream[at].body["item"])


def announces_part(stream: Stream, at: int) -> bool:
    return of("content_part.added", "reasoning_summary_part.added")(stream, at)


def closes_part(stream: Stream, at: int) -> bool:
    return stream.checked and of("content_part.done", "reasoning_summary_part.done")(stream, at)


def swappable(stream: Stream, at: int) -> bool:
    return stream.numbered and middle(stream, at) and middle(stream, at + 1)


def has_id(stream: Stream, at: int) -> bool:
    return middle(stream, at) and isinstance(stream[at].body.get("item_id"), str)


def placed(stream: Stream, at: int) -> bool:
    return middle(stream, at) and type(stream[at].body.get("output_index")) is int


def typed_part(stream: Stream, at: int) -> bool:
    return of("content_part.done")(stream, at) and "annotations" in stream[at].body["part"]


def named_frame(stream: Stream, at: int) -> bool:
    return wire(stream, at) and stream[at].raw.startswith(b"event:")


def begins(stream: Stream, at: int) -> bool:
    return stream.whole and at == 0


def carries_response(stream: Stream, at: int) -> bool:
    return middle(stream, at) and "response" in stream[at].body


def open_item(stream: Stream, at: int) -> bool:
    return stream.checked and kind(stream, at) == DONE


def renamed(body: Body) -> None:
    body["response"]["id"] = "resp_other"


def shortened(body: Body) -> None:
    body["delta"] = body["delta"][:-1]


def lengthened(body: Body) -> None:
    body["delta"] += "!"


def called_otherwise(body: Body) -> None:
    body["item"]["call_id"] = "call_other"


def bare(body: Body) -> None:
    del body["part"]["annotations"]


def poorer(body: Body) -> None:
    body["response"]["output"].pop(0)


def emptied(body: Body) -> None:
    body["response"]["output"] = []


def richer(body: Body) -> None:
    body["response"]["output"].append(EXTRA)


def reidentified(body: Body) -> None:
    body["response"]["output"][0]["id"] = "it_other"


def misnamed(raw: bytes) -> bytes:
    return b"event: response.other\n" + raw.partition(b"\n")[2]


def unnamed(raw: bytes) -> bytes:
    return raw.partition(b"\n")[2]


def untyped(raw: bytes) -> bytes:
    name, _, data = raw.partition(b"\ndata: ")
    body = json.loads(data)
    del body["type"]
    return name + b"\ndata: " + json.dumps(body).encode() + b"\n\n"


def whole_output(stream: Stream, at: int) -> bool:
    """A final response that has every item."""
    return completed(stream, at) and len(output(stream, at)) >= sum(body["type"] == ADDED for body, _ in stream)


def said(raw: bytes, field: bytes) -> bytes:
    """The frame with one more field in its JSON."""
    return raw.replace(b"data: {", b"data: {" + field + b",", 1)


def at_later_item(name: str) -> Place:
    """An item is announced that has this name of its own, as an item of its type before it has."""

    def fits(stream: Stream, at: int) -> bool:
        return of("output_item.added")(stream, at) and first_of_type(stream, at, name) not in (None, at)

    return fits


def first_of_type(stream: Stream, at: int, name: str) -> int | None:
    """Where the first item of the same type was announced, if it has such a name too."""
    item = stream[at].body["item"]
    announced = [other for other in range(at + 1) if kind(stream, other) == ADDED]
    same = [other for other in announced if stream[other].body["item"]["type"] == item["type"]]
    return same[0] if item.get(name) and stream[same[0]].body["item"].get(name) else None


def named_as_another(name: str) -> Harm:
    def harm(stream: Stream, at: int) -> list[Sent]:
        other = first_of_type(stream, at, name)
        assert other is not None
        return changed(stream, at, lambda body: body["item"].update({name: stream[other].body["item"][name]}))

    return harm


def text_closed(stream: Stream, at: int) -> bool:
    """A content part that may have annotations is closed here, without any."""
    return of("content_part.done")(stream, at) and stream[at].body["part"].get("annotations") == []


def annotated(*indices: int, late: bool = False) -> Harm:
    """Annotations are added, before the part.done, which has none of them, or after it."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        place = {name: stream[at].body.get(name) for name in ("item_id", "output_index", "content_index")}
        added = {"type": "response.output_text.annotation.added", **place, "annotation": {"type": "file_path"}}
        return inserted(stream, at + late, *({**added, "annotation_index": index} for index in indices))

    return harm


def annotated_before_its_part(stream: Stream, at: int) -> list[Sent]:
    return annotated(0)(stream, at)


def annotated_otherwise(stream: Stream, at: int) -> list[Sent]:
    """An annotation is added twice at one index, and the part.done has the last."""
    both = changed(stream, at, lambda body: body["part"].update(annotations=[{"type": "file_path"}]))
    return annotated(0, 0)(Stream(both), at)


def annotation_unannounced(body: Body) -> None:
    body["part"]["annotations"] = [{"type": "file_path"}]


def steps(*names: str) -> Harm:
    """An item says that it is a search, and how far it is."""

    def harm(stream: Stream, at: int) -> list[Sent]:
        place = {"output_index": stream[at].body["output_index"], "item_id": stream[at].body["item"].get("id")}
        said = [{"type": f"response.web_search_call.{name}", **place} for name in names]
        return inserted(stream, at + 1, *said)

    return harm


def summary_of_a_message(stream: Stream, at: int) -> list[Sent]:
    body = {**stream[at].body, "type": "response.reasoning_summary_part.added", "summary_index": 0}
    return inserted(stream, at, body)


def message_part(stream: Stream, at: int) -> bool:
    index = stream[at].body.get("output_index")
    announced = [body["item"]["type"] for body, _ in stream if body["type"] == ADDED and body["output_index"] == index]
    return of("content_part.added")(stream, at) and announced == ["message"]


def in_progress(stream: Stream, at: int) -> bool:
    return of("in_progress")(stream, at) and at + 1 < len(stream) and kind(stream, at + 1) == ADDED


def queued(stream: Stream, at: int) -> list[Sent]:
    body = copy.deepcopy(stream[at].body)
    body["response"]["status"] = "queued"
    return inserted(stream, at + 1, {**body, "type": "response.queued"})


def response_with(**fields: Any) -> Harm:
    return lambda stream, at: changed(stream, at, lambda body: body["response"].update(fields))


def item_with(**fields: Any) -> Harm:
    return lambda stream, at: changed(stream, at, lambda body: body["item"].update(fields))


def first_final_with(**fields: Any) -> Harm:
    return lambda stream, at: changed(stream, at, lambda body: body["response"]["output"][0].update(fields))


def reordered(body: Body) -> None:
    body["response"]["output"].reverse()


def in_its_order(stream: Stream, at: int) -> bool:
    """The final response has several items, each with an id of its own."""
    ids = [item.get("id") for item in output(stream, at)] if completed(stream, at) else []
    streamed = [body["item"].get("id") for body, _ in stream if body["type"] == ADDED]
    return len(ids) > 1 and None not in ids and len(set(ids)) == len(ids) and ids == streamed


def another_part(body: Body) -> None:
    """One more part in the last item that has any."""
    parts = [item["content"] for item in body["response"]["output"] if item.get("content")][-1]
    parts.append({"type": "output_text", "text": "More.", "annotations": []})


def without_text(body: Body) -> None:
    """The parts of the last item that has any are gone."""
    [item for item in body["response"]["output"] if item.get("content")][-1]["content"] = []


def message_at_the_end(stream: Stream, at: int) -> bool:
    """The final response has a message with a text, with the id that it had in the stream."""
    streamed = {body["item"].get("id") for body, _ in stream if body["type"] == ADDED}
    found = [item for item in output(stream, at) if item.get("content")] if completed(stream, at) else []
    return bool(found) and found[-1]["type"] == "message" and has_text(found[-1]) and found[-1].get("id") in streamed


def ended_as(status: str) -> Place:
    return lambda stream, at: ends(stream, at) and kind(stream, at) == f"response.{status}"


def started(name: str) -> Place:
    """The first event, where the response has this field at its beginning and at its end."""

    def fits(stream: Stream, at: int) -> bool:
        carried = [body["response"] for body, _ in stream if isinstance(body.get("response"), dict)]
        return begins(stream, at) and len(carried) > 1 and all(response.get(name) for response in carried)

    return fits


def detailed(stream: Stream, at: int) -> bool:
    usage = stream[at].body["response"].get("usage") if ends(stream, at) else None
    return isinstance(usage, dict) and isinstance(usage.get("output_tokens_details"), dict)


def more_reasoned(body: Body) -> None:
    usage = body["response"]["usage"]
    usage["output_tokens_details"]["reasoning_tokens"] = usage["output_tokens"] + 1


def item_done(stream: Stream, at: int) -> bool:
    """An item is closed that has an id."""
    return of("output_item.done")(stream, at) and bool(stream[at].body["item"].get("id"))


def message_added(stream: Stream, at: int) -> bool:
    return of("output_item.added")(stream, at) and stream[at].body["item"]["type"] == "message"


def text_done(stream: Stream, at: int) -> bool:
    return of("output_text.done", "reasoning_summary_text.done")(stream, at)


DAMAGES: Final = (
    Damage("an event dropped", "sequence_gap", numbers(middle), lambda s, at: [*s[:at], *s[at + 1 :]]),
    Damage("an event doubled", "sequence_repeat", numbers(middle), lambda s, at: [*s[: at + 1], *s[at:]]),
    Damage(
        "two events swapped", "sequence_disorder", swappable, lambda s, at: [*s[:at], s[at + 1], s[at], *s[at + 2 :]]
    ),
    Damage("a number removed", "sequence_missing", numbers(middle), removed("sequence_number")),
    Damage(
        "all numbers removed",
        "unnumbered",
        numbers(begins),
        lambda s, at: [
            rewritten({k: v for k, v in one.body.items() if k != "sequence_number"}) if wire(s, place) else one
            for place, one in enumerate(s)
        ],
    ),
    Damage("numbers one higher", "sequence_start", numbers(begins), lambda s, at: renumbered(s, 1)),
    Damage("created dropped", "created_missing", begins, dropped),
    Damage("the beginning cut off", "resumed", numbers(middle), lambda s, at: s[at:]),
    Damage("created moved on", "created_late", begins, lambda s, at: moved(s, 0, 1)),
    Damage("created doubled", "created_twice", begins, doubled),
    Damage("the end dropped", "no_end", ends, lambda s, at: s[:at]),
    Damage("cut off in the middle", "no_end", middle, lambda s, at: s[: at + 1]),
    Damage("the end doubled", "second_end", ends, doubled),
    Damage("an event moved behind the end", "after_end", middle, lambda s, at: moved(s, at, len(s) - 1)),
    Damage("the end of another type", "end_status", ends, other_end),
    Damage("another response id at the end", "response_id_changes", ends, lambda s, at: changed(s, at, renamed)),
    Damage("another total of tokens", "usage_sum", with_usage, lambda s, at: changed(s, at, raised_total)),
    Damage("an error for the end", "error_without_end", ends, error_for_the_end),
    Damage("a nested error", "error_shape", ends, lambda s, at: inserted(s, at, NESTED)),
    Damage("a delta dropped", "delta_sum", grows, dropped),
    Damage("a delta doubled", "delta_sum", alone, doubled),
    Damage("a delta cut", "delta_sum", grows, lambda s, at: changed(s, at, shortened)),
    Damage("a delta changed", "delta_sum", alone, lambda s, at: changed(s, at, lengthened)),
    Damage("two deltas swapped", "delta_sum", differs_from_next, reversed_pair),
    Damage("a done changed", "delta_sum", alone, done_retold),
    Damage("all deltas dropped", "done_without_delta", alone, without_deltas),
    Damage("a part.done changed", "part_differs", part_text, lambda s, at: changed(s, at, retold)),
    Damage("an item.done changed", "item_differs", item_text, lambda s, at: changed(s, at, retold)),
    Damage("the final response changed", "final_differs", final_text, lambda s, at: changed(s, at, retold_at_the_end)),
    Damage("an item.added dropped", "item_before_added", of("output_item.added"), dropped),
    Damage("a part.added dropped", "part_before_added", announces_part, dropped),
    Damage("a done dropped", "text_open", closes_early, dropped),
    Damage("a part.done dropped", "part_open", closes_part, dropped),
    Damage("an item.done dropped", "item_open", open_item, dropped),
    Damage("a delta moved behind its done", "after_done", alone, moved_past_its_done),
    Damage("an item.done doubled", "after_done", of("output_item.done"), doubled),
    Damage("an item's output_index one higher", "index_jump", last_item, shifted("output_index", 0)),
    Damage("an item at the index of another", "index_reused", later_item, replaced("output_index", 0)),
    Damage("a part's content_index one higher", "part_index_jump", one_part, shifted("content_index", 0)),
    Damage("a part.added doubled", "part_index_reused", announces_part, doubled),
    Damage("another item_id", "item_id_changes", has_id, replaced("item_id", "it_other")),
    Damage("another call_id", "item_changes", call_done, lambda s, at: changed(s, at, called_otherwise)),
    Damage(
        "a delta of another type", "wrong_type", of("output_text.delta", "function_call_arguments.delta"), wrong_family
    ),
    Damage("an unknown type", "unknown_type", middle, replaced("type", "response.of.no.such_type")),
    Damage("a keepalive", "outside_type", middle, lambda s, at: inserted(s, at, {"type": "keepalive"})),
    Damage("a delta without its delta", "missing_field", alone, removed("delta")),
    Damage("an event without its output_index", "missing_field", placed, removed("output_index")),
    Damage("an event without its response", "missing_field", carries_response, removed("response")),
    Damage("an output_index that is text", "field_type", placed, replaced("output_index", "0")),
    Damage("a delta that is null", "field_type", alone, replaced("delta", None)),
    Damage("a part without annotations", "missing_detail", typed_part, lambda s, at: changed(s, at, bare)),
    Damage(
        "an item taken from the final response", "final_lacks_item", items_of(2), lambda s, at: changed(s, at, poorer)
    ),
    Damage("an empty final response", "final_empty", items_of(1), lambda s, at: changed(s, at, emptied)),
    Damage("an item more in the final response", "final_adds_item", whole_output, lambda s, at: changed(s, at, richer)),
    Damage("another id in the final response", "final_id", items_of(1), lambda s, at: changed(s, at, reidentified)),
    Damage("a frame cut", "broken_frame", wire, lambda s, at: reframed(s, at, cut_frame)),
    Damage("another event name", "event_name", named_frame, lambda s, at: reframed(s, at, misnamed)),
    Damage("no event name", "no_event_line", named_frame, lambda s, at: reframed(s, at, unnamed)),
    Damage("no type in the JSON", "missing_field", named_frame, lambda s, at: reframed(s, at, untyped)),
    Damage("no blank line at the end", "unfinished_frame", ends, lambda s, at: reframed(s, at, bytes.rstrip)),
    Damage("an id line", "id_line", wire, lambda s, at: reframed(s, at, lambda raw: b"id: 1\n" + raw)),
    Damage("a comment", "comment", wire, lambda s, at: [*s[:at], *sent([Event(None, b": ping\n\n")]), *s[at:]]),
    Damage(
        "a byte that isn't UTF-8", "encoding", wire, lambda s, at: reframed(s, at, lambda raw: said(raw, b'"x":"\xff"'))
    ),
    Damage("a NaN", "broken_frame", wire, lambda s, at: reframed(s, at, lambda raw: said(raw, b'"x":NaN'))),
    Damage("an item with the id of another", "id_reused", at_later_item("id"), named_as_another("id")),
    Damage("a call with the call_id of another", "id_reused", at_later_item("call_id"), named_as_another("call_id")),
    Damage("an annotation that the part.done lacks", "annotation", text_closed, annotated(0)),
    Damage("two annotations at one index", "annotation", text_closed, annotated_otherwise),
    Damage("an annotation after the part.done", "after_done", text_closed, annotated(0, late=True)),
    Damage("an annotation before its part", "part_before_added", message_part, annotated_before_its_part),
    Damage(
        "an annotation in the part.done alone",
        "done_without_delta",
        text_closed,
        lambda s, at: changed(s, at, annotation_unannounced),
    ),
    Damage("a tool that completes before it begins", "step_order", later_item, steps("completed", "in_progress")),
    Damage("a tool that begins twice", "step_order", of("output_item.added"), steps("in_progress", "in_progress")),
    Damage("a summary part in a message", "wrong_type", message_part, summary_of_a_message),
    Damage("in_progress doubled", "progress_order", in_progress, doubled),
    Damage("in_progress after an item", "progress_order", in_progress, lambda s, at: moved(s, at, at + 1)),
    Damage("queued after in_progress", "progress_order", in_progress, queued),
    Damage("created and completed at once", "start_status", begins, response_with(status="completed")),
    Damage("another model at the beginning", "response_changes", started("model"), response_with(model="m-0")),
    Damage("another time at the beginning", "response_changes", started("created_at"), response_with(created_at=1)),
    Damage("completed with an error", "end_detail", ended_as("completed"), response_with(error={"code": "no"})),
    Damage(
        "completed with what it lacks",
        "end_detail",
        ended_as("completed"),
        response_with(incomplete_details={"reason": "max_output_tokens"}),
    ),
    Damage("incomplete without a reason", "end_detail", ended_as("incomplete"), response_with(incomplete_details=None)),
    Damage("an item.done in progress", "item_status", of("output_item.done"), item_with(status="in_progress")),
    Damage("an item in progress at the end", "item_status", items_of(1), first_final_with(status="in_progress")),
    Damage("a status that is none", "field_value", message_added, item_with(status="begun")),
    Damage("an item.done of another id", "item_id_changes", item_done, item_with(id="it_other")),
    Damage("an item.done of another type", "item_changes", item_done, item_with(type="file_search_call")),
    Damage("a done without its text", "missing_field", text_done, removed("text")),
    Damage(
        "the items of the final response reversed", "final_order", in_its_order, lambda s, at: changed(s, at, reordered)
    ),
    Damage(
        "a part more in the final response",
        "final_differs",
        message_at_the_end,
        lambda s, at: changed(s, at, another_part),
    ),
    Damage(
        "no parts in the final response",
        "final_differs",
        message_at_the_end,
        lambda s, at: changed(s, at, without_text),
    ),
    Damage("more reasoned than sent", "usage_sum", detailed, lambda s, at: changed(s, at, more_reasoned)),
    Damage("a [DONE]", "done_sentinel", ends, lambda s, at: [*s, *sent([Event(None, b"data: [DONE]\n\n")])]),
)
