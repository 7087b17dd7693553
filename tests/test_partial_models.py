"""Random models and documents: a state told while a text grows is the one that Pydantic gives it at the end."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from lib.protocol.partial import Partial, View
from tests.random_documents import documents
from tests.random_models import models

COUNT = 150  # models, with a document each; a bench takes more


@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_text_raises_no_state_goes_back_and_the_last_view_is_what_pydantic_says(data: st.DataObject) -> None:
    kind = data.draw(models())
    assert broken_promises(kind.type, data.draw(documents(kind.fitting))) == []


@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_against_a_json_schema_no_text_raises_and_no_state_goes_back(data: st.DataObject) -> None:
    kind = data.draw(models())
    assert broken_promises(kind.type.model_json_schema(), data.draw(documents(kind.fitting))) == []


def broken_promises(shape: type[BaseModel] | dict[str, Any], text: str) -> list[str]:
    """What a `Partial` did wrong with a text, fed by characters: `raised`, `went back` or `unequal`, and how."""
    partial = Partial(shape)
    known: dict[tuple[str | int, ...], str] = {}
    wrong: list[str] = []
    try:
        for end in range(len(text) + 1):
            view = partial.feed(text[:end])
            wrong += gone_back(known, view, end)
        last = partial.close(text)
    except Exception as error:
        return [f"raised: {error!r}"]
    wrong += gone_back(known, last, None)
    differs = [] if isinstance(shape, dict) else unequal(shape, text, last)
    if "comes twice" in partial.reader.remark:  # the later value counts, and the view says so
        return [found for found in differs if "fits" in found]
    return [*wrong, *differs]


def gone_back(known: dict[tuple[str | int, ...], str], view: View, end: int | None) -> list[str]:
    """The states that were judged before and are other now; `known` is brought up to date."""
    wrong = []
    for field in view.fields:
        before = known.get(field.path)
        if before is not None and field.state != before:
            wrong.append(f"went back: {field.path} from {before} to {field.state} at {end}")
        if field.state in ("valid", "invalid"):
            if before is None and field.decided != (None if end is None else end - 1):
                wrong.append(f"unequal: {field.path} was decided at {end}, not after {field.decided}")
            known[field.path] = field.state
    return wrong


def unequal(model: type[BaseModel], text: str, last: View) -> list[str]:
    """How the last view differs from Pydantic's own validation."""
    errors: list[tuple[str | int, ...]] = []
    try:
        model.model_validate_json(text)
        fits = True
    except ValidationError as error:
        errors = [fault["loc"] for fault in error.errors()]
        fits = False
    except Exception:
        fits = False
    wrong = [] if last.fits is fits else [f"unequal: fits is {last.fits}, not {fits}"]
    states = {field.path: field.state for field in last.fields}
    wrong += [f"unequal: {path} is {state}" for path, state in states.items() if state not in ("valid", "invalid")]
    paths = [shown(error, states) for error in errors]
    for path, error in zip(paths, errors, strict=True):
        exact = len(path) == len(error)
        if path and not any(states[path[:end]] == "invalid" for end in range(len(path) if exact else 1, len(path) + 1)):
            wrong.append(f"unequal: nothing is invalid at {error}")
    for path, state in states.items():
        near = any(path[: len(one)] == one or one[: len(path)] == path for one in paths)
        if state == "invalid" and not near and errors:
            wrong.append(f"unequal: {path} is invalid without an error there")
    return wrong


def shown(error: tuple[str | int, ...], states: dict[tuple[str | int, ...], str]) -> tuple[str | int, ...]:
    """The path of an error's field, leaving out steps that are no field's."""
    path: tuple[str | int, ...] = ()
    for step in error:
        path = (*path, step) if (*path, step) in states else path
    return path
