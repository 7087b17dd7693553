"""The tables of a comparison: a row each, unknown said as unknown, text of others inert."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.protocol.changes import ABSENT, Change
from lib.protocol.compare import Comparison, compare
from lib.protocol.events import Body, event
from lib.protocol.recording import Recording
from lib.samples.prices import prices
from lib.view.inert import ZERO_WIDTH_SPACE
from lib.view.recordings import comparison_rows as rows
from tests import answers, wire

CELL = re.compile(r"(?<!\\)\|")


def compared(one: list[Body], other: list[Body], *, timed: bool = True, backend: str = "simulator") -> Comparison:
    """Two recordings of these events, a tenth of a second apart; the first without times unless `timed`."""

    def recording(bodies: list[Body], known: bool) -> Recording:
        return Recording(
            {}, backend, events=[event(at / 10 if known else None, body) for at, body in enumerate(bodies)]
        )

    return compare(recording(one, timed), recording(other, True), prices())


def cells(markdown: str) -> list[list[str]]:
    """A table's rows, each with its cells."""
    return [[cell.strip() for cell in CELL.split(line)[1:-1]] for line in markdown.splitlines()]


def row(markdown: str, name: str) -> list[str]:
    (found,) = [line[1:] for line in cells(markdown) if line[0] == name]
    return found


def test_figures_have_both_values_and_the_change() -> None:
    found = rows.figures(compared(answers.streamed("a", "b"), [wire.asked(), answers.added(), answers.piece("a")]))
    assert row(found, "First text") == ["200 ms", "200 ms", ":gray[same]"]
    assert row(found, "Deltas") == ["2", "1", "−1"]
    assert row(found, "Status") == ["Completed", "Ended early", ""]
    assert row(found, "Cost") == ["\\$0", "\\$0", ":gray[same]"]


def test_a_moment_that_never_came_is_a_dash_and_an_unknown_one_is_said_to_be_unknown() -> None:
    one, other = answers.streamed("a"), [wire.asked(), *wire.call(0, "{}")]
    found = rows.figures(compared(one, other))
    assert row(found, "First text") == ["200 ms", "–", "–"]
    assert row(found, "First call") == ["–", "200 ms", "–"]
    untimed = rows.figures(compared(one, one, timed=False))
    assert row(untimed, "End") == [":gray[unknown]", "400 ms", ":gray[unknown]"]
    assert row(untimed, "Events") == ["4", "4", ":gray[same]"]


def test_moments_that_came_in_neither_have_no_row() -> None:
    found = rows.figures(compared(answers.streamed("a"), answers.streamed("a")))
    assert "First call" not in found
    assert "Reasoning tokens" not in found


def test_unknown_tokens_and_costs_are_said_to_be_unknown() -> None:
    found = rows.figures(compared(answers.streamed("a"), answers.streamed("a"), backend="openai"))
    assert row(found, "Output tokens") == [":gray[unknown]"] * 3
    assert row(found, "Cost") == [":gray[unknown]"] * 3


@pytest.mark.parametrize(
    ("amount", "shown"), [(0.0, "\\$0"), (0.000123, "\\$0.000123"), (0.05, "\\$0.05"), (12.345, "\\$12.35")]
)
def test_small_costs_keep_their_digits(amount: float, shown: str) -> None:
    assert rows.dollars(amount) == shown


def test_items_say_what_they_came_to_and_when() -> None:
    found = compared(answers.streamed("a", "bc"), answers.streamed("a"))
    _, _, line = cells(rows.items(found.items, found))
    assert line == [
        "**message**  :small[:gray[turn 1]]",
        "2 deltas, 3 characters · added 100 ms · first delta 200 ms · done 400 ms",
        "1 delta, 1 character · added 100 ms · first delta 200 ms · done 300 ms",
        "−1 delta · −2 characters · first delta :gray[same] · done −100 ms",
    ]


def test_an_item_that_only_one_has_and_unknown_times_are_said() -> None:
    found = compared(answers.streamed("a"), wire.call(0, "{}"), timed=False)
    call, message = cells(rows.items(found.items, found))[2:]
    times = "added 0 ms · first delta 100 ms · done 200 ms"
    assert call[1:] == [":gray[none]", f"flip: 1 delta, 2 characters · {times}", ":gray[only one has it]"]
    assert message[1:] == ["1 delta, 1 character · times :gray[unknown]", ":gray[none]", ":gray[only one has it]"]


def test_the_texts_of_calls_are_called_by_their_names_and_numbers() -> None:
    first = [wire.asked(), wire.added(0, "flip"), wire.added(1, "roll"), wire.added(2, "roll")]
    other = [wire.asked(), wire.added(0, "flip"), wire.added(1, "flip")]
    found = compared([*first, answers.added(3)], other)
    assert [rows.text_title(pair).partition("  ")[0] for pair in found.items] == [
        "**flip** call 1",
        "**roll / flip** call 2",
        "**roll** call 3",
        "**message**",
    ]


def test_requests_show_what_is_not_set() -> None:
    found = rows.request([Change(("reasoning", "effort"), ABSENT, "high"), Change((), 1, ABSENT)])
    assert [[cell.replace(ZERO_WIDTH_SPACE, "").replace("\\", "") for cell in line] for line in cells(found)[2:]] == [
        ["**reasoning.effort**", ":gray[not set]", '"high"'],
        ["**body**", "1", ":gray[not set]"],
    ]


def test_a_long_or_deep_value_is_shown_to_a_bound() -> None:
    deep: Any = "a"
    for _ in range(3000):
        deep = [deep]
    assert len(rows.shown(deep)) < 3 * rows.WIDE
    assert len(rows.shown(["word"] * 100_000)) < 3 * rows.WIDE


def test_a_long_table_is_cut() -> None:
    changed = [Change((at,), 1, 2) for at in range(rows.MOST + 50)]
    assert len(cells(rows.request(changed))) == rows.MOST + 2


@given(st.text(st.characters(categories=None)), st.text(st.characters(categories=None)))
def test_text_of_others_stays_in_its_cell_and_makes_no_picture(name: str, text: str) -> None:
    bodies = [
        wire.added(0, name, arguments=text),
        {"type": f"response.{text}"},
        {"type": "run.failed", "message": text},
    ]
    found = compared(bodies, [])
    request = rows.request([Change((name, 0), text, {text: [name]})])
    for markdown in (request, rows.items(found.items, found), rows.types(found.types), rows.figures(found)):
        markdown.encode()
        assert "![" not in markdown
        widths = {len(CELL.findall(line)) for line in markdown.split("\n")}
        assert len(widths) == 1, markdown


def test_a_short_name_stays_whole_at_its_hyphens_and_a_long_one_may_be_broken() -> None:
    assert rows.shown("sim-1").replace("\\", "") == '"sim-\u20601"'
    long = "550e8400-e29b-41d4-a716-446655440000"
    assert rows.cell(long).replace("\\", "") == long


def test_a_long_id_may_be_broken_in_its_cell() -> None:
    shown = rows.cell("resp_0123456789abcdef0123456789")
    assert shown.replace(ZERO_WIDTH_SPACE, "").replace("\\", "") == "resp_0123456789abcdef0123456789"
    assert max(map(len, shown.replace("\\", "").split(ZERO_WIDTH_SPACE))) <= 14
