"""What the Recordings page shows at an event is what the events up to there say, whatever was looked at before.

Each kind of recording has more than a page draws, and texts that are longer than what is read at a time.
"""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.events import Body
from lib.protocol.recording import Recording
from lib.view.stretch import MOST, SHOWN
from tests.answers import added, done, over, piece
from tests.recordings_page import at_event, of, opened, turned
from tests.trees import said
from tests.wire import added as call_added
from tests.wire import asked, call, delta
from tests.wire import done as call_done

ITEM: Final = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}, "required": ["a"]}
SCHEMA: Final = {"type": "object", "properties": {"rows": {"type": "array", "items": ITEM}}, "required": ["rows"]}
FORMAT: Final = {"format": {"type": "json_schema", "name": "table", "schema": SCHEMA}}
ROWS: Final = [f'{{"a":{at},"b":"{"x" * 120}"}}' if at % 9 else f'{{"a":"{at}"}}' for at in range(100)]
LONG: Final = '{"rows":[' + ",".join(ROWS) + "]}"
PIECES: Final = [LONG[at : at + 170] for at in range(0, len(LONG), 170)]
MANY: Final = 70
MOMENTS: Final = 5


def text() -> Iterator[Body]:
    yield added()
    yield from (piece("word and word\n\n" * 12) for _ in range(40))


def structured() -> Iterator[Body]:
    yield added()
    yield from map(piece, PIECES)
    yield done(LONG)


def one_call() -> Iterator[Body]:
    yield call_added(0, "table")
    yield from (delta(0, text) for text in PIECES)
    yield call_done(0, LONG, "table")
    yield from call(1, '{"a":1}')


def messages() -> Iterator[Body]:
    for at in range(MANY):
        yield added(at)
        yield piece(f"text {at}", at)
        yield done(f"text {at}", at=at)


def calls() -> Iterator[Body]:
    for at in range(MANY):
        yield from call(at, json.dumps({"a": at}))


KINDS: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "text": (text, {}),
    "structured": (structured, {"text": FORMAT}),
    "one call": (one_call, {}),
    "messages": (messages, {}),
    "calls": (calls, {}),
}

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def recording(kind: str) -> Recording:
    """One of these."""
    bodies, request = KINDS[kind]
    return of(asked(), *bodies(), over(), **request)


def shown(test: AppTest) -> list[tuple[str, str]]:
    """All that the page shows, but for its controls."""
    told = [(one.type, str(one.value)) for one in test.main if one.type in ("markdown", "caption", "code", "json")]
    return told + [("dataframe", one.value.to_json()) for one in test.dataframe]


@pytest.mark.parametrize(
    ("kind", "tab"), [*((kind, "Event") for kind in KINDS), ("structured", "Fields"), ("one call", "Fields")]
)
def test_at_each_event_in_any_order_is_shown_what_a_fold_from_nothing_shows(kind: str, tab: str) -> None:
    found = recording(kind)
    count = len(found.events)
    order = [*Random(kind + tab).sample(range(1, count + 1), MOMENTS), count, count - 1, count - 2, count - 1]
    test = turned(opened(found), tab)
    for number in order:
        own = turned(opened(found, event=str(number)), tab)
        assert shown(at_event(test, number)) == shown(own), number


@pytest.mark.parametrize(("kind", "word"), [("messages", "text {}"), ("calls", '"a": {}')])
def test_of_very_many_entries_the_newest_are_drawn_and_the_others_counted(kind: str, word: str) -> None:
    test = opened(recording(kind))
    assert f"{MANY - SHOWN} more before these." in said(test)
    drawn = [one.value for one in [*test.markdown, *test.code]]
    assert [at for at in range(MANY) if word.format(at) in drawn or f"{{{word.format(at)}}}" in drawn] == [
        *range(MANY - SHOWN, MANY)
    ]
    number = next(at for at, one in enumerate(recording(kind).events, 1) if one.body.get("output_index") == MOST)
    assert "more before these" not in said(at_event(test, number - 1))
    assert f"{MOST + 1 - SHOWN} more before these" in said(at_event(test, number + 1))
