"""Each character of a text is traced to the event that brought it."""

import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.events import Body
from lib.protocol.origins import FOLLOWED, Origin, Origins, TextOrigins, answer_part
from lib.protocol.response import fold
from lib.protocol.snapshot import Snapshot
from tests.answers import added, done, followed, message, over, piece, said, streamed
from tests.event_soup import some_event
from tests.wire import asked, call


def text(origins: Origins, turn: int = 0, at: int = 0, part: int = 0) -> TextOrigins:
    return origins.found[turn, at, part]


def numbers(found: TextOrigins) -> list[int | None]:
    """The sequence number of the event of each character."""
    return [origin.number for index in range(found.lengths[-1]) if (origin := found.at(index))]


@given(st.text(min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_however_a_text_is_cut_each_character_is_traced_to_its_delta(whole: str, cuts: list[int]) -> None:
    edges = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    deltas = [whole[start:end] for start, end in pairwise(edges)]
    _, origins = followed(streamed(*deltas))
    assert numbers(text(origins)) == [2 + at for at, delta in enumerate(deltas) for _ in delta]
    assert text(origins).at(len(whole)) is None


def test_an_event_has_its_number_and_its_time() -> None:
    _, origins = followed(streamed("ab", "c"))
    assert text(origins).at(2) == (3, 0.3)
    assert origins.last == (5, 0.5)


def test_no_index_has_no_event() -> None:
    assert TextOrigins().at(0) is None
    assert TextOrigins().at(None) is None
    _, origins = followed(streamed("ab"))
    assert text(origins).at(None) is None


@pytest.mark.parametrize(
    "event",
    [
        said("abc"),
        {
            "type": "response.content_part.done",
            "output_index": 0,
            "content_index": 0,
            "part": message(0, "abc")["content"][0],
        },
        done("abc"),
        over("completed", message(0, "abc")),
        over("incomplete", message(0, "abc")),
    ],
    ids=lambda event: event["type"],
)
def test_a_text_that_came_without_deltas_is_of_the_event_that_had_it(event: Body) -> None:
    """LM Studio sends a text whole."""
    _, origins = followed([asked(), added(), event])
    assert numbers(text(origins)) == [2, 2, 2]


def test_a_part_that_begins_with_a_text_goes_on_from_there() -> None:
    part = {"type": "output_text", "text": "ab", "annotations": []}
    begun = {"type": "response.content_part.added", "output_index": 0, "content_index": 0, "part": part}
    _, origins = followed([asked(), added(), begun, piece("cd")])
    assert numbers(text(origins)) == [2, 2, 3, 3]


def test_what_a_done_adds_to_the_deltas_is_of_the_done() -> None:
    _, origins = followed([asked(), added(), piece("ab"), said("abcd"), over()])
    assert numbers(text(origins)) == [2, 2, 3, 3]


def test_a_done_that_says_the_same_or_less_adds_nothing() -> None:
    _, origins = followed([asked(), added(), piece("ab"), said("a"), done("ab"), over()])
    assert numbers(text(origins)) == [2, 2]
    assert origins.last == (5, 0.5)


def test_each_part_and_each_item_has_its_own() -> None:
    _, origins = followed(
        [asked(), added(0), added(1), piece("a", 0, 0), piece("b", 0, 1), piece("c", 1), piece("d", 0, 0)]
    )
    assert [numbers(text(origins, 0, *place)) for place in ((0, 0), (0, 1), (1, 0))] == [[3, 6], [4], [5]]


def test_each_turn_has_its_own() -> None:
    _, origins = followed([*streamed("ab"), *streamed("cd")])
    assert numbers(text(origins, turn=0)) == [2, 2]
    assert numbers(text(origins, turn=1)) == [7, 7]


def test_without_a_content_index_the_newest_part_is_meant() -> None:
    first, second = piece("ab"), piece("d")
    del first["content_index"], second["content_index"]
    run, origins = followed([asked(), added(), first, piece("c", part=1), second])
    assert numbers(text(origins, part=0)) == [2, 2]
    assert numbers(text(origins, part=1)) == [3, 4]
    assert [str(part.text) for part in run.snapshot.items[0].content.values()] == ["ab", "cd"]


def test_a_whole_response_brought_all_of_its_text() -> None:
    whole = {"type": "run.response", "response": over("completed", message(0, "abc"))["response"]}
    _, origins = followed([asked(), whole])
    assert text(origins).at(2) == (None, 0.1)


@pytest.mark.parametrize("number", ["2", 2.0, True, None, [2]], ids=repr)
def test_a_number_that_is_no_integer_is_none(number: Any) -> None:
    _, origins = followed([asked(), added(), {**piece("ab"), "sequence_number": number}])
    assert text(origins).at(0) == (None, 0.2)


def test_a_recording_without_times_has_numbers() -> None:
    _, origins = followed(streamed("ab"), timed=False)
    assert text(origins).at(0) == (2, None)


def test_a_delta_of_no_known_item_is_of_the_event_that_made_one() -> None:
    _, origins = followed([asked(), piece("ab", at=3), piece("c", at=3)])
    assert numbers(text(origins, at=3)) == [1, 1, 2]


@pytest.mark.parametrize("delta", [7, None, ["a"], {"a": 1}], ids=repr)
def test_a_delta_that_is_no_text_brings_nothing(delta: Any) -> None:
    _, origins = followed([asked(), added(), {**piece(""), "delta": delta}, piece("ab")])
    assert numbers(text(origins)) == [3, 3]


def test_the_answer_is_the_last_part_of_the_last_message() -> None:
    run, _ = followed([asked(), added(0), piece("a"), added(1), piece("b", 1), piece("c", 1, 1), *call(2, "{}")])
    found = answer_part(run.snapshot, ended=False)
    assert found is not None
    assert (found.item.output_index, found.at, str(found.part.text), found.refusal) == (1, 1, "c", "")


@pytest.mark.parametrize("ended", [False, True])
def test_a_comment_after_the_answer_is_no_answer(ended: bool) -> None:
    comment = [asked(), added(0, phase="final_answer"), piece("a"), added(1, phase="commentary"), piece("b", 1)]
    found = answer_part(followed(comment)[0].snapshot, ended=ended)
    assert found is not None
    assert str(found.part.text) == "a"


def test_a_comment_alone_is_an_answer_only_once_nothing_else_can_come() -> None:
    snapshot = followed([asked(), added(1, phase="commentary"), piece("b", 1)])[0].snapshot
    assert answer_part(snapshot, ended=False) is None
    found = answer_part(snapshot, ended=True)
    assert found is not None
    assert str(found.part.text) == "b"


@pytest.mark.parametrize("at", [0, 1], ids=["in its message", "in a message of its own"])
def test_a_refusal_after_a_text_stands_beside_it(at: int) -> None:
    begun = [asked(), added(0), piece('{"a":"b'), *([added(1)] if at else [])]
    found = answer_part(followed([*begun, piece("No.", at, 1, "refusal")])[0].snapshot, ended=False)
    assert found is not None
    assert (found.item.output_index, found.at, str(found.part.text), found.refusal) == (0, 0, '{"a":"b', "No.")


def test_a_text_after_a_refusal_is_the_answer() -> None:
    found = answer_part(
        followed([asked(), added(), piece("No.", kind="refusal"), piece("{}", part=1)])[0].snapshot, ended=False
    )
    assert found is not None
    assert (found.at, str(found.part.text), found.refusal) == (1, "{}", "")


def test_before_a_message_has_a_part_there_is_no_answer() -> None:
    assert answer_part(followed([asked(), *call(0, "{}"), added(1)])[0].snapshot, ended=True) is None


# Odd events.


@pytest.mark.parametrize("item_id", [[], {}, [None]], ids=repr)
def test_an_item_id_that_is_no_string_is_passed_over(item_id: Any) -> None:
    odd = piece("ab") | {"item_id": item_id}
    del odd["output_index"]
    snapshot, origins = Snapshot(), Origins()
    for event in (added(), odd, piece("c")):
        fold(snapshot, event)
        origins.follow(0, snapshot, event, None)
    assert numbers(text(origins)) == [None]


@settings(max_examples=300, deadline=None)
@given(st.lists(some_event, max_size=12))
def test_event_soup_is_followed_without_raising(events: list[Body]) -> None:
    snapshot, origins = Snapshot(), Origins()
    for event in events:
        fold(snapshot, event)
        if event["type"] in FOLLOWED:
            origins.follow(0, snapshot, event, 0.5)
    assert all(len(found.lengths) == len(found.events) for found in origins.found.values())


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 2**63, 10**400], ids=["2**53+1", "-", "2**63", "10**400"])
def test_a_number_that_no_chart_can_hold_is_none(number: int) -> None:
    _, origins = followed([asked(), added(), {**piece("ab"), "sequence_number": number}])
    assert origins.last == text(origins).at(0) == (None, 0.2)


@pytest.mark.parametrize("number", [2**53, -(2**53), -1, 0])
def test_other_numbers_stay_as_they_are(number: int) -> None:
    _, origins = followed([asked(), added(), {**piece("ab"), "sequence_number": number}])
    assert origins.last == text(origins).at(0) == (number, 0.2)


def test_the_halves_of_a_character_in_two_deltas_are_one_character() -> None:
    run, origins = followed([asked(), added(), piece("a\ud83d"), piece(""), piece("\ude00b"), piece("c"), over()])
    found = answer_part(run.snapshot, ended=True)
    assert found is not None
    assert str(found.part.text) == "a😀bc"
    assert numbers(text(origins)) == [2, 2, 4, 5]


def test_halves_that_are_no_pair_are_characters_of_their_own() -> None:
    _, origins = followed([asked(), added(), piece("a\ud83d"), piece("b"), piece("\ude00"), piece("\ude00")])
    assert numbers(text(origins)) == [2, 2, 3, 4, 5]


def test_the_other_half_of_what_a_part_began_with_is_no_character_of_its_own() -> None:
    part = {"type": "output_text", "text": "a\ud83d", "annotations": []}
    begun = {"type": "response.content_part.added", "output_index": 0, "content_index": 0, "part": part}
    _, origins = followed([asked(), added(), begun, piece("\ude00b")])
    assert numbers(text(origins)) == [2, 2, 3]


# Memory.


def test_a_delta_takes_some_24_bytes() -> None:
    tracemalloc.start()
    found = TextOrigins()
    for at in range(20_000):
        found.grow(4 * at + 4, Origin(10**9 + at, at / 7))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 20_000 < 32


def test_the_events_are_a_list_of_origins() -> None:
    found = TextOrigins()
    assert (found.last, [*found.events]) == (None, [])
    told = [Origin(7, 0.5), Origin(None, 1.0), Origin(-1, None)]
    for at, origin in enumerate(told, 1):
        found.grow(at, origin)
    assert [*found.events] == told
    assert [*found.events[1:]] == told[1:]
    assert found.last == found.events[-1] == Origin(-1, None)
    found.events[:] = [origin._replace(number=None) for origin in found.events]
    assert found.at(0) == Origin(None, 0.5)
    found.events[0] = Origin(3, 0.25)
    found.events.insert(0, Origin(2, None))
    del found.events[2:]
    assert [*found.events] == [Origin(2, None), Origin(3, 0.25)]
