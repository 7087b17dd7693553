"""The recorded answers that had to fit a JSON Schema, each fed delta by delta."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lib.protocol import sse
from lib.protocol.events import read
from lib.protocol.partial import Partial, View

TEXT = "response.output_text.delta"
REFUSAL = "response.refusal.delta"


@dataclass
class Answer:
    """A recorded answer: its schema and its deltas. `ended` is the type of the event that ended the response."""

    name: str
    schema: dict[str, Any]
    deltas: list[str]
    refused: bool
    ended: str

    @property
    def text(self) -> str:
        return "".join(self.deltas)

    @property
    def truncated(self) -> bool:
        return self.ended != "response.completed"

    def views(self) -> Iterator[View]:
        """The view after each delta, and the one of the final text."""
        partial = Partial(self.schema)
        for text in itertools.accumulate(self.deltas):
            yield partial.feed(text)
        yield partial.close(self.text, truncated=self.truncated)


def answers(paths: list[Path]) -> list[Answer]:
    """The answers of those streams whose requests ask for a JSON Schema."""
    found = []
    for path in paths:
        asked = path.with_suffix(".request.json")
        request = json.loads(asked.read_text("utf-8")) if asked.exists() else {}
        text_format = (request.get("text") or {}).get("format") or {}
        if text_format.get("type") != "json_schema":
            continue
        decoder = sse.Decoder()
        events = [read(frame) for frame in decoder.feed(path.read_bytes()) + decoder.close()]
        deltas: dict[Any, list[str]] = {}
        for event in events:
            if event["type"] == TEXT:
                deltas.setdefault((event["output_index"], event["content_index"]), []).append(event["delta"])
        refused = any(event["type"] == REFUSAL for event in events)
        wire = [event["type"] for event in events if not event["type"].startswith("run.")]
        last = deltas[max(deltas)] if deltas else []
        found.append(Answer(path.stem, text_format["schema"], last, refused, wire[-1]))
    return found


def fits(answer: Answer) -> bool:
    """What jsonschema says of the final text."""
    try:
        value = json.loads(answer.text)
    except ValueError:
        return False
    return next(jsonschema.Draft202012Validator(answer.schema).iter_errors(value), None) is None


def gone_back(views: list[View]) -> list[str]:
    """The fields whose state changed after it had been valid or invalid."""
    known: dict[tuple[str | int, ...], str] = {}
    wrong = []
    for view in views:
        for field in view.fields:
            if known.get(field.path, field.state) != field.state:
                wrong.append(f"{field.path} from {known[field.path]} to {field.state}")
            if field.state in ("valid", "invalid"):
                known[field.path] = field.state
    return wrong


def test_recorded_answers_fit_their_schema_exactly_when_jsonschema_says_so(streams: list[Path]) -> None:
    found = answers(streams)
    if not found:
        pytest.skip("none of these streams has a request beside it that asks for a JSON Schema")
    for answer in found:
        views = [*answer.views()]
        last = views[-1]
        assert last.fits is fits(answer), answer.name
        assert last.fits or last.trouble, answer.name
        assert gone_back(views) == [], answer.name
        if last.fits:
            assert last.value == json.loads(answer.text)


def test_a_refused_answer_has_no_text_to_fit(streams: list[Path]) -> None:
    refused = [answer for answer in answers(streams) if answer.refused]
    if not refused:
        pytest.skip("none of these streams is of a refused answer that asks for a JSON Schema")
    for answer in refused:
        last = [*answer.views()][-1]
        assert (last.fits, last.trouble) == (False, "The text is empty."), answer.name


def test_a_truncated_answer_is_cut_off_at_its_last_delta(streams: list[Path]) -> None:
    for answer in answers(streams):
        partial = Partial(answer.schema)
        half = "".join(answer.deltas[: len(answer.deltas) // 2])
        view = partial.close(half, truncated=True)
        if answer.deltas:
            assert view.fits is False, answer.name
            assert view.trouble == f"The text was cut off at character {len(half)}.", answer.name
            assert "streaming" not in {field.state for field in view.fields}
