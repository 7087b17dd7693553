"""What a validation found, marked in the fields: each fault at the innermost field that it is about."""

from collections.abc import Iterable
from itertools import pairwise, takewhile
from typing import Final

from lib.protocol.typed.field import Field, Path, settled
from lib.protocol.typed.path import LONGEST_KEY, cut
from lib.protocol.typed.schema_check import Fault, located

INSIDE: Final = "invalid inside: "
"""What the error of a field begins with that is invalid only for what is inside it; the keys of that follow."""


def judged(group: list[Field], faults: Iterable[Fault], at: int | None) -> list[Field]:
    """The fields of a value, itself first, after a validation when that character came; faults begin at the value.

    What was judged before stays as it is.
    """
    base = group[0].path
    return marked(group, [((*base, *path), what) for path, what in faults], at, len(base))


def marked(fields: list[Field], faults: Iterable[Fault], at: int | None, above: int = 0) -> list[Field]:
    """The fields with what a validation found; the first `above` steps of each path lead to what was validated.

    At the end (`at` is None) a field that was judged valid stays so if a field around it has been invalid all along:
    the fault speaks of another choice of a union, or of what a validator made of the value.
    """
    places: dict[Path, Field] = {field.path: field for field in fields}
    exact: dict[Path, str] = {}
    errors: dict[Path, str] = {}
    around: dict[Path, str] = {}
    for fault, what in faults:
        known = [fault[:end] for end in range(max(above, 1), len(fault) + 1) if fault[:end] in places]
        open_ones = [*takewhile(lambda path: not has_been_judged(places[path], at), known)]
        for path, inner in pairwise(open_ones):
            around.setdefault(path, INSIDE + cut(str(inner[-1]), LONGEST_KEY))
        if open_ones:
            path = open_ones[-1]
            (exact if path == fault else errors).setdefault(path, located(fault[len(path) :], what))
    own = errors | exact
    return [changed(field, own.get(field.path, ""), around.get(field.path, ""), at) for field in fields]


def has_been_judged(field: Field, at: int | None) -> bool:
    """Whether a validation when that character came leaves a field as it is; the one at the end may find more."""
    return field.decided is not None and (field.state == "invalid" or at is not None)


def changed(field: Field, own: str, around: str, at: int | None) -> Field:
    """One field after a validation, with what is wrong with it, and with what is inside it."""
    if not own and not around:
        return settled(field, at)
    return field._replace(state="invalid", error=cut(own or around), decided=at, inside=not own)
