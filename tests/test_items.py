"""Texts grow by deltas, parts and items settle on what a `done` says, and what was streamed is not lost."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.protocol.items import Item, Part, Text


def grown(*deltas: str) -> Text:
    text = Text()
    for delta in deltas:
        text.append(delta)
    return text


@settings(deadline=None)
@given(st.lists(st.text()))
def test_a_text_is_its_deltas_joined_whenever_it_is_read(deltas: list[str]) -> None:
    text = Text()
    for count, delta in enumerate(deltas, 1):
        text.append(delta)
        if count % 3 == 0:
            assert str(text) == "".join(deltas[:count])
    assert str(text) == "".join(deltas)


@settings(deadline=None)
@given(st.text("aé😀🎈", min_size=1, max_size=12), st.lists(st.integers(0, 24), max_size=8), st.integers(1, 4))
def test_a_text_that_was_cut_within_its_characters_is_whole(whole: str, cuts: list[int], every: int) -> None:
    units = whole.encode("utf-16-le")
    edges = sorted({0, len(units), *(2 * cut for cut in cuts if 2 * cut < len(units))})
    deltas = [units[start:end].decode("utf-16-le", "surrogatepass") for start, end in pairwise(edges)]
    text = Text()
    for count, delta in enumerate(deltas, 1):
        text.append(delta)
        if count % every == 0:
            str(text)
    assert str(text) == whole


def test_a_text_whose_halves_were_joined_is_what_its_done_says() -> None:
    text = grown("a\ud83d", "\ude00b")
    assert str(text) == "a😀b"
    assert text.settle("a😀b")


def test_a_text_settles_on_its_done() -> None:
    text = grown("a", "b")
    assert text.settle("ab")
    assert str(text) == "ab"


def test_a_text_without_deltas_takes_its_done() -> None:
    text = Text()
    assert text.settle("ab")
    assert str(text) == "ab"


def test_a_done_that_differs_wins_and_is_told() -> None:
    text = grown("a")
    assert not text.settle("ab")
    assert str(text) == "ab"


@pytest.mark.parametrize("final", ["", None, 7, ["a"]])
def test_a_done_without_a_text_leaves_what_was_streamed(final: object) -> None:
    text = grown("a", "b")
    assert text.settle(final)
    assert str(text) == "ab"


def test_a_refusal_grows_in_its_own_field() -> None:
    part = Part({"type": "refusal", "refusal": ""})
    part.text.append("No.")
    assert part.as_dict() == {"type": "refusal", "refusal": "No."}


def test_a_part_that_becomes_another_kind_is_told() -> None:
    part = Part({"type": "output_text", "text": "a"})
    assert not part.settle({"type": "refusal", "refusal": "b"})
    assert part.as_dict()["refusal"] == "b"


def test_a_part_keeps_annotations_that_its_done_lacks() -> None:
    part = Part({"type": "output_text", "text": "a", "annotations": [{"type": "url_citation"}]})
    part.settle({"type": "output_text", "text": "a", "annotations": []})
    assert part.as_dict()["annotations"] == [{"type": "url_citation"}]


def test_a_part_never_changes_the_lists_it_was_given() -> None:
    given_list: list[Any] = []
    part = Part({"type": "output_text", "text": "", "annotations": given_list})
    part.fields["annotations"].append(1)
    assert given_list == []


def test_an_item_settles_on_its_done_and_names_what_does_not_add_up() -> None:
    item = Item(0, {"type": "function_call", "arguments": ""})
    item.text("arguments").append("{")
    item.part(0, "output_text").text.append("x")
    odd = item.settle({"type": "function_call", "arguments": "{}", "content": [{"type": "output_text", "text": "y"}]})
    assert odd == ["content[0]", "arguments"]
    assert item.as_dict()["arguments"] == "{}"


def test_what_a_done_lacks_stays_as_it_was_streamed() -> None:
    item = Item(0, {"type": "message", "id": "msg_1", "status": "in_progress", "content": []})
    item.part(0, "output_text").text.append("kept")
    assert item.settle({"type": "message", "id": None, "status": "completed", "content": []}) == []
    assert item.as_dict() == {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "content": [{"type": "output_text", "text": "kept"}],
    }


def test_arguments_that_came_whole_survive_an_empty_done() -> None:
    """transformers announces a call with all its arguments."""
    item = Item(0, {"type": "function_call", "arguments": '{"a":1}'})
    item.text("arguments").settle("")
    assert item.as_dict()["arguments"] == '{"a":1}'


def test_parts_come_in_the_order_of_their_index() -> None:
    item = Item(0, {"type": "message"})
    for index in (2, 0, 1):
        item.part(index, "output_text").text.append(str(index))
    assert [part["text"] for part in item.as_dict()["content"]] == ["0", "1", "2"]


def test_an_item_without_parts_has_the_empty_list_it_came_with() -> None:
    assert Item(0, {"type": "reasoning", "summary": []}).as_dict() == {"type": "reasoning", "summary": []}


@pytest.mark.parametrize("content", [None, "text", 7, [None, "text"]])
def test_content_of_another_shape_is_passed_over(content: object) -> None:
    assert Item(0, {"type": "message", "content": content}).content == {}
