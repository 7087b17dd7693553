"""The structured output of a run, and which event did what to each of its fields."""

import json
import re
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from lib.protocol.events import Body
from lib.protocol.structured import Structured, StructuredReader, judged, newest, steps, written
from lib.protocol.typed.path import told as in_a_sentence
from tests.answers import added, done, followed, growing, message, over, piece, read, streamed, whole
from tests.wire import asked


class Line(BaseModel):
    what: str
    price: int = Field(gt=0)


class Order(BaseModel):
    customer: str
    paid: bool
    lines: list[Line]


class Even(BaseModel):
    """A sum that only the whole can be judged by."""

    a: int
    b: int

    @model_validator(mode="after")
    def is_even(self) -> "Even":
        if (self.a + self.b) % 2:
            raise ValueError("the sum is odd")
        return self


class Sums(BaseModel):
    """Its `sum` is judged with those before it, wherever it comes."""

    total: int
    other: int
    sum: int

    @field_validator("sum")
    @classmethod
    def adds_up(cls, sum: int, info: ValidationInfo) -> int:
        if sum != info.data.get("total", 0) + info.data.get("other", 0):
            raise ValueError("it doesn't add up")
        return sum


DELTAS = ('{"customer"', ':"A', 'da","paid":tr', 'ue,"lines":[', '{"what":"tea","price":0', "}", "]}")
DELTA = dict(zip(DELTAS, range(2, 9), strict=True))  # the number of each delta's event


def told(found: Structured) -> list[tuple[str, str, int | None]]:
    """The steps: the field, what was done, the event's number."""
    return [(written(step.field.path), step.did, step.origin and step.origin.number) for step in steps(found)]


def numbers(found: Structured) -> dict[str, int | None]:
    """The number of the event that judged each field."""
    return {written(field.path): (one := judged(found, field)) and one.number for field in found.view.fields}


def test_each_field_knows_the_event_that_opened_closed_and_validated_it() -> None:
    assert told(whole(Order, *DELTAS)) == [
        ("customer", "opened", 3),
        ("customer", "valid", 4),
        ("paid", "opened", 4),
        ("paid", "valid", 5),  # a word is known to be whole by what follows it
        ("lines", "opened", 5),
        ("lines[0]", "opened", 6),
        ("lines[0].what", "opened", 6),
        ("lines[0].what", "valid", 6),
        ("lines[0].price", "opened", 6),
        ("lines[0].price", "invalid", 7),
        ("lines[0]", "invalid", 7),
        ("lines", "invalid", 8),
    ]


def test_the_steps_come_in_the_order_of_the_text_however_it_is_cut() -> None:
    text = "".join(DELTAS)
    steps_of_one = [step[:2] for step in told(whole(Order, text))]
    assert [step[:2] for step in told(whole(Order, *text))] == steps_of_one
    assert [step[:2] for step in told(whole(Order, *DELTAS))] == steps_of_one


TAGGED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "any": {
            "anyOf": [
                {"type": "object", "properties": {"a": {"type": "integer"}, "kind": {"const": "x"}}},
                {"type": "object", "properties": {"a": {"type": "string"}, "kind": {"const": "y"}}},
            ]
        }
    },
}


@given(
    st.sampled_from(
        [
            "".join(DELTAS),
            '{"any":{"a":1,"b":[1,[2]],"c":3,"kind":"x"}}',
            "[[[1]],[2,3],{}]",
            '{"a":1',
            '{"a":{"b":1,"c":[2]},"d":3,"a":[{"b":1}],"a":{"b":5,"b":6},"e":7}',
            '{"any":{"a":[[1],[2]],"a":3,"kind":"y"},"lines":[{"price":1},{}],"lines":[{"what":7}],"paid":1}',
            '{"any":{"kind":"x","a":"s"},"more":[' + "1," * 70,
            '{"total":5,"lines":[{"what":1}],"total":7,"other":1,"sum":12,"none":{}}',
            '{"sum":"x","first":5,"second":6,"third":7}',
        ]
    ),
    st.sampled_from([Order, TAGGED, Sums, None]),
    st.integers(0, 110),
    st.sampled_from([1, 2, 5, 8, 100]),
)
def test_the_newest_steps_are_the_end_of_all(text: str, shape: Any, end: int, count: int) -> None:
    found = growing(shape, *text[:end])
    assert newest(found, count) == steps(found)[-count:]


@pytest.mark.parametrize("shape", [Order, None])
def test_the_newest_steps_are_found_without_looking_at_all_fields(shape: Any) -> None:
    found = growing(shape, '{"lines":[' + '{"what":"tea","price":3},' * 500 + '{"what":"cof')
    unseen = replace(found, view=replace(found.view, fields=[]))
    assert newest(unseen, 6) == steps(found)[-6:]
    assert [written(step.field.path) for step in newest(unseen, 2)] == ["lines[500]", "lines[500].what"]


def test_the_newest_steps_of_a_final_text_are_the_end_of_all() -> None:
    found = whole(Even, '{"a":1,"b":2}')
    assert newest(found, 3) == steps(found)[-3:]


def test_the_character_that_decided_the_first_field_is_known() -> None:
    assert growing(Order, '{"customer":"A').view.first_decided is None
    assert growing(Order, '{"customer":"Ada"').view.first_decided == len('{"customer":"Ada"') - 1
    found = whole(Order, *DELTAS)
    assert found.view.first_decided == min(at for field in found.view.fields if (at := field.decided) is not None)


def test_while_it_grows_only_what_has_closed_is_judged() -> None:
    found = growing(Order, *DELTAS[:3])
    assert numbers(found) == {"customer": 4, "paid": None, "lines": None}
    assert [field.state for field in found.view.fields] == ["valid", "streaming", "waiting"]
    assert (found.final, found.refusal, found.text) == (False, "", "".join(DELTAS[:3]))


def test_what_only_the_whole_decides_comes_last_with_the_event_that_ended_it() -> None:
    class Named(BaseModel):
        kind: Literal["a", "b"] = "a"
        name: str

        @model_validator(mode="after")
        def differs(self) -> "Named":
            if self.name == self.kind:
                raise ValueError("the name is its kind")
            return self

    found = whole(Named, '{"name":"a","kind":"a"}')
    assert found.view.fits is False
    assert "the name is its kind" in found.view.trouble
    assert found.ended == (4, 0.4)  # the end of the response


def test_a_field_that_was_left_to_the_end_is_judged_by_the_last_event() -> None:
    class Before(BaseModel):
        """What is inside can't be judged alone: the validator may rewrite it."""

        inner: Line

        @model_validator(mode="before")
        @classmethod
        def mended(cls, given: Any) -> Any:
            return given

    found = whole(Before, '{"inner":{"what":"tea","price":0}}')
    late = [field for field in found.view.fields if field.decided is None and field.state in ("valid", "invalid")]
    assert late
    assert told(found)[-len(late) :] == [(written(field.path), field.state, 4) for field in late]
    assert {numbers(found)[written(field.path)] for field in late} == {4}


def test_a_root_validator_speaks_of_the_whole_and_the_fields_stay_valid() -> None:
    found = whole(Even, '{"a":1,', '"b":2}')
    assert [(field.state, numbers(found)[written(field.path)]) for field in found.view.fields] == [
        ("valid", 2),
        ("valid", 3),
    ]
    assert (found.view.fits, "the sum is odd" in found.view.trouble) == (False, True)


def test_a_validator_of_a_field_speaks_with_the_event_that_closed_it() -> None:
    class Polite(BaseModel):
        words: str

        @field_validator("words")
        @classmethod
        def says_please(cls, words: str) -> str:
            if "please" not in words:
                raise ValueError("say please")
            return words

    found = growing(Polite, '{"words":"tea', ' now"', "}")
    (field,) = found.view.fields
    assert (field.state, judged(found, field)) == ("invalid", (3, 0.3))
    assert "say please" in field.error


def test_a_refusal_comes_in_place_of_the_answer() -> None:
    found = read(Order, [asked(), added(), piece("I'd rather", kind="refusal"), piece(" not.", kind="refusal")])
    assert (found.text, found.refusal, found.final) == ("", "I'd rather not.", False)
    assert [field.state for field in found.view.fields] == ["waiting"] * 3
    refused = message(0) | {"content": [{"type": "refusal", "refusal": "No."}]}
    found = read(Order, [asked(), added(), over("completed", refused)])
    assert (found.text, found.refusal, found.final, found.view.fits) == ("", "No.", True, None)


def test_a_refusal_after_some_of_the_answer_keeps_what_had_come() -> None:
    begun = [asked(), added(), piece('{"customer":"Ada","paid":true,"lines":['), piece("I'd", part=1, kind="refusal")]
    found = read(Order, begun)
    assert (found.text, found.refusal, found.final) == (begun[2]["delta"], "I'd", False)
    assert [field.state for field in found.view.fields] == ["valid", "valid", "streaming"]
    found = read(Order, [*begun, over()])
    assert (found.text, found.refusal, found.final) == (begun[2]["delta"], "I'd", True)
    assert [field.state for field in found.view.fields] == ["valid", "valid", "cut_off"]
    assert found.view.value == {"customer": "Ada", "paid": True, "lines": []}
    assert "cut off" in found.view.trouble
    assert numbers(found) == {"customer": 2, "paid": 2, "lines": None}


def test_while_the_run_is_open_a_comment_is_not_taken_for_the_answer() -> None:
    comment = [asked(), added(0, phase="commentary"), piece('{"customer":"me')]
    found = read(Order, comment)
    assert (found.text, [field.state for field in found.view.fields]) == ("", ["waiting"] * 3)
    assert read(Order, [*comment, over()]).text == '{"customer":"me'


def test_a_character_whose_halves_come_in_two_deltas_is_one() -> None:
    deltas = ('{"customer":"A\ud83d', '\ude00","paid":true', ',"lines":[]}')
    found = growing(Order, *deltas)
    assert found.view.value["customer"] == "A😀"
    assert growing(Order, *deltas[:1]).view.value == {"customer": "A"}
    final = read(Order, [asked(), added(), *map(piece, deltas), over()])
    assert (final.view.fits, final.view.trouble) == (True, "")
    assert numbers(final) == numbers(found) == {"customer": 3, "paid": 4, "lines": 4}


def test_a_comment_before_the_answer_is_not_read() -> None:
    found = read(
        Order,
        [
            asked(),
            added(0, phase="commentary"),
            piece("Let me think: {", 0),
            done("Let me think: {", at=0, phase="commentary"),
            added(1, phase="final_answer"),
            piece('{"customer":"Ada",', 1),
        ],
    )
    assert found.text == '{"customer":"Ada",'
    assert numbers(found)["customer"] == 5


@pytest.mark.parametrize("end", [over("incomplete"), {"type": "run.stopped"}, {"type": "run.ended_early"}])
def test_a_text_that_was_cut_off_keeps_what_had_closed(end: Body) -> None:
    found = read(Order, [asked(), added(), piece('{"customer":"Ada","paid":tr'), end])
    assert [field.state for field in found.view.fields] == ["valid", "cut_off", "waiting"]
    assert (found.final, found.view.fits, found.view.complete) == (True, False, False)
    assert "cut off" in found.view.trouble
    assert numbers(found) == {"customer": 2, "paid": None, "lines": None}


def test_a_run_that_was_stopped_after_the_text_was_whole_is_still_judged() -> None:
    found = read(Even, [asked(), added(), piece('{"a":1,"b":1}'), {"type": "run.stopped"}])
    assert (found.view.complete, found.view.fits) == (True, True)


def test_a_text_that_only_the_final_response_has_is_read() -> None:
    found = read(Even, [asked(), over("completed", message(0, '{"a":1,"b":1}'))])
    assert found.view.fits is True
    assert set(numbers(found).values()) == {1}


def test_a_response_without_a_message_has_no_answer() -> None:
    found = read(Even, [asked(), over()])
    assert (found.text, found.refusal, found.view.fits, found.final) == ("", "", None, True)
    assert steps(found) == []


def test_only_the_last_turn_is_read() -> None:
    found = read(Even, [*streamed('{"a":1,"b":1}'), asked(), added(), piece('{"a":3')])
    assert found.text == '{"a":3'
    assert found.origins.at(5) == (7, 0.7)


def test_without_a_shape_the_fields_are_those_of_the_text() -> None:
    found = whole(None, '{"x":[1,', "2]}")
    assert [written(field.path) for field in found.view.fields] == ["x", "x[0]", "x[1]"]
    assert found.view.fits is None
    assert (found.view.judged, whole({}, "{}").view.judged, growing(Order).view.judged) == (False, True, True)


def test_a_reader_reads_on_where_it_stopped_and_back() -> None:
    reader = StructuredReader(Order)
    bodies = streamed(*DELTAS)
    views = [reader.read(*followed(bodies[:end])) for end in [*range(3, len(bodies) + 1), 4]]
    assert [view.view.readable for view in views] == [0, 0, 1, 2, 2, 2, 3, 3, 3, 0]
    assert views[-2].view.fits is False
    assert views[-1].view.fits is None


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("a",), "a"),
        (("lines", 0, "price"), "lines[0].price"),
        ((0, 1, "a"), "[0][1].a"),
        (("a", "b"), "a.b"),
        (("a.b", "c"), '["a.b"].c'),
        (("c", "a.b"), 'c["a.b"]'),
        (("",), '[""]'),
        (("0", "[0]", 'say "x"'), '0["[0]"]["say \\"x\\""]'),
        (("x-y_z1", "größe", "a b"), 'x-y_z1.größe["a b"]'),
        (("a\nb",), '["a\\nb"]'),
    ],
)
def test_a_path_is_written_as_in_python(path: tuple[str | int, ...], shown: str) -> None:
    assert written(path) == shown


@given(st.lists(st.text('a.[]"0\\', max_size=3) | st.integers(0, 12), max_size=3).map(tuple))
def test_no_two_paths_are_written_alike(path: tuple[str | int, ...]) -> None:
    found = written(path)
    steps: list[str | int] = []
    while found:
        if match := re.match(r'\[("(?:[^"\\]|\\.)*"|\d+)\]|\.?([\w-]+)', found):
            steps.append(match[2] if match[2] is not None else json.loads(match[1]))
            found = found[match.end() :]
    assert tuple(steps) == path


def test_a_path_in_a_sentence_is_bounded() -> None:
    assert in_a_sentence(("lines", 0, "price")) == "lines[0].price"
    assert in_a_sentence(("k" * 3000, "b")) == f'["{"k" * 39}…"].b'
    assert in_a_sentence(("key",) * 60).startswith("…")
    assert len(in_a_sentence(("k" * 3000,) * 60)) == 120
