"""Recorded answers that had to fit a JSON Schema, fed by their deltas; jsonschema says whether the last text fits."""

import place  # noqa: F401
from machine import Watch
from recorded import UNSET, files
from report import Row, show

from tests.test_partial_recorded import answers, fits, gone_back


def measure() -> Row:
    """The row."""
    row = Row("Recorded answers with a JSON Schema", "jsonschema, of the final text")
    with Watch() as watch:
        found = answers(files())
        if not found:
            row.skipped = UNSET
            return row
        raised, back, unequal = [], [], []
        agreed = fitting = 0
        for answer in found:
            expected = fits(answer)
            fitting += expected
            try:
                views = [*answer.views()]
            except Exception as error:
                raised.append(f"{answer.name}: {error!r}")
                continue
            back += [f"{answer.name}: {one}" for one in gone_back(views)]
            agreed += views[-1].fits is expected
            unequal += [] if views[-1].fits is expected else [f"{answer.name}: fits is {views[-1].fits}"]
    row.add("answers that raise", f"{len(raised)} of {len(found)}", "0", ok=not raised)
    row.add("states that went back from valid or invalid", f"{len(back)}", "0", ok=not back)
    row.add("answers that fit exactly when jsonschema says so", f"{agreed} of {len(found)}", "all",
            f"{fitting} fit", ok=agreed == len(found))  # fmt: skip
    deltas = sum(len(answer.deltas) for answer in found)
    silent = sum(not answer.deltas and not answer.refused for answer in found)
    row.notes.append(
        f"{deltas:,} deltas. {sum(answer.refused for answer in found)} answers were refused, "
        f"{sum(answer.truncated for answer in found)} truncated, and {silent} have no text, for they call a function."
    )
    row.notes += [*raised, *back, *unequal]
    row.seen(watch)
    return row


if __name__ == "__main__":
    show(measure)
