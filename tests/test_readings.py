"""A text that is read at any of its lengths says what it says when it is read from nothing."""

import json
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.partial import Partial
from lib.protocol.readings import APART, MOST, Reading, Readings
from tests.random_documents import documents
from tests.random_models import models

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"rows": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}}},
}
ROWS: Final = json.dumps({"rows": [{"a": at if at % 7 else str(at), "b": "x" * (at % 30)} for at in range(1200)]})
OTHER: Final = ROWS.replace("x", "y").replace("1", "true")
LENGTHS: Final = st.lists(st.integers(0, 400), min_size=1, max_size=12)


@given(st.data(), models(), LENGTHS, st.integers(1, 40))
def test_at_any_length_in_any_order_it_is_what_is_read_from_nothing(
    data: st.DataObject, kind: Any, lengths: list[int], apart: int
) -> None:
    text = data.draw(documents(kind.fitting))
    reading = Reading(kind.type, apart)
    for length in lengths:
        assert reading.feed(text[:length]) == Partial(kind.type).feed(text[:length])


@given(LENGTHS, st.integers(1, 40))
def test_halves_of_a_character_and_broken_texts_are_read_as_from_nothing(lengths: list[int], apart: int) -> None:
    whole = '```json\n{"a":"\U0001f600\ud83d","a":[1,{"b":tru\ue000'
    text = whole[:40].encode("utf-16-le", "surrogatepass")
    reading = Reading(None, apart)
    for length in lengths:
        cut = text[: 2 * length].decode("utf-16-le", "surrogatepass")
        assert reading.feed(cut) == Partial().feed(cut)


@given(st.lists(st.tuples(st.integers(0, len(ROWS)), st.booleans(), st.booleans()), max_size=6))
def test_what_is_final_is_judged_as_from_nothing_and_the_text_can_go_on(
    steps: list[tuple[int, bool, bool]],
) -> None:
    reading = Reading(SCHEMA)
    for length, final, truncated in steps:
        text = (OTHER if length % 5 == 0 else ROWS)[:length]
        if final:
            assert reading.close(text, truncated=truncated) == Partial(SCHEMA).close(text, truncated=truncated)
        else:
            assert reading.feed(text) == Partial(SCHEMA).feed(text)


def test_another_text_is_read_from_its_beginning() -> None:
    reading = Reading(SCHEMA)
    reading.feed(ROWS)
    half = OTHER[: len(ROWS) // 2]
    assert reading.feed(half) == Partial(SCHEMA).feed(half)
    assert reading.feed(ROWS[:-90]) == Partial(SCHEMA).feed(ROWS[:-90])


def test_a_step_reads_only_what_is_new() -> None:
    reading = Reading(SCHEMA)
    reading.feed(ROWS)
    counted = Counted.of(reading)
    reading.feed(ROWS[:-40])
    assert 0 < counted.characters <= APART
    counted = Counted.of(reading)
    reading.feed(ROWS[:-20])
    assert counted.characters == 20


class Counted:
    """How many characters a reading reads from now on."""

    def __init__(self) -> None:
        self.characters = 0

    @classmethod
    def of(cls, reading: Reading) -> "Counted":
        found, read_on = cls(), reading.read_on

        def counting(text: str, start: int) -> None:
            found.characters += len(text) - start
            read_on(text, start)

        reading.read_on = counting  # type: ignore[method-assign]
        return found


def test_a_closed_text_is_judged_once() -> None:
    reading = Reading(SCHEMA)
    assert reading.close(ROWS) is reading.close(ROWS)
    assert reading.close(ROWS) is not reading.close(ROWS, truncated=True)


def test_places_are_no_more_than_the_most_however_long_the_text_is() -> None:
    reading = Reading(None, 3)
    reading.feed(ROWS)
    assert MOST // 2 <= len(reading.kept) <= MOST
    for end in range(0, len(ROWS), 500):
        reading.feed(ROWS[:end])
    assert len(reading.kept) <= MOST


def test_a_copy_and_its_original_go_on_by_themselves() -> None:
    first = Partial(SCHEMA)
    first.feed('{"rows":[{"a":1},{"a":')
    second = first.copy()
    assert second.feed('{"rows":[{"a":1},{"a":2},{}]}') == Partial(SCHEMA).feed('{"rows":[{"a":1},{"a":2},{}]}')
    assert first.feed('{"rows":[{"a":1},{"a":"x"') == Partial(SCHEMA).feed('{"rows":[{"a":1},{"a":"x"')


def test_readings_of_a_name_go_on_until_its_shape_is_another() -> None:
    kept = Readings()
    assert kept.of("a", SCHEMA) is kept.of("a", dict(SCHEMA)) is not kept.of("b", SCHEMA)
    before = kept.bytes
    kept.of("a", SCHEMA).feed(ROWS)
    assert kept.bytes > before + len(ROWS)
    assert kept.of("a", None) is not kept.of("b", SCHEMA)
    assert kept.of("a", None).shape is None
