"""The text that a structured answer is read from: the prompt, and below it what came back for the calls."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lib.simulator.history import Made
from lib.simulator.outputs import refused, unwrapped


def evidence(prompt: str, made: Sequence[Made]) -> str:
    """The prompt, then each output: as labelled lines; of several, each as one line of a list. What failed has none."""
    good = [one for one in made if not refused(one.output)]
    return "\n".join([prompt, *(lines(one, several=len(good) > 1) for one in good)]).strip()


def lines(one: Made, several: bool) -> str:
    """An output as text. What the call was given stands before what it gave."""
    found, changed = unwrapped(one.output)
    given = changed if isinstance(changed, dict) else one.arguments
    if not isinstance(found, Mapping):
        return rows(found) if isinstance(found, list) else str(found)
    fields = {**(given if isinstance(given, dict) else {}), **found}
    if several:
        return "- " + sentence(fields)
    return "\n".join(
        f"{name}:\n{rows(value)}" if isinstance(value, list) else f"{name}: {plain(value)}"
        for name, value in fields.items()
        if value is not None
    )


def rows(values: Sequence[Any]) -> str:
    """The entries of a list, a line each."""
    return "\n".join(f"- {sentence(value) if isinstance(value, Mapping) else plain(value)}" for value in values)


def sentence(fields: Mapping[str, Any]) -> str:
    """Labelled values on one line."""
    return " ".join(f"{name}: {plain(value)}." for name, value in fields.items() if value is not None)


def plain(value: Any) -> str:
    """A value on one line."""
    return " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
