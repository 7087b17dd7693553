"""The values that a labelled passage of a prompt has for a place of a schema."""

from typing import Any

from lib.simulator.reading.amounts import number_in
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.passages import entries
from lib.simulator.reading.picks import patterned
from lib.simulator.reading.quantities import numbers
from lib.simulator.reading.when import when
from lib.simulator.schemas.given import EACH
from lib.simulator.schemas.pattern import Patterns


def read(leaf: Leaf, text: str, finding: Finding, patterns: Patterns) -> list[Any]:
    """The values that a labelled passage has for a place; `finding` is the same text."""
    if leaf.listed:
        return finding.listed(leaf)
    if leaf.takes("number") or leaf.takes("integer"):
        parts = entries(text) if EACH in leaf.path else [text]
        return [number for part in parts if (number := number_in(part)) is not None] or numbers(leaf, finding)
    if leaf.takes("boolean"):
        return [text.split(maxsplit=1)[0].strip(".,;!").lower() in ("yes", "true", "on")] if text.strip() else []
    if found := when(leaf, finding) or patterned(leaf, finding, patterns):
        return found
    if EACH in leaf.path:
        return [entry for entry in entries(text) if entry.lower() not in ("none", "nothing")]
    plain = " ".join(text.split()).strip('"“” ')
    return [plain, plain.rstrip(".")] if plain else []
