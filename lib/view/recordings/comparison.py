"""The comparison of two runs, at rest: what was found in each, figures, requests, items, texts, events."""

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.compare import Comparison, TextPair, compare
from lib.samples.prices import prices
from lib.samples.recordings import samples
from lib.view import findings, state
from lib.view.beside import beside
from lib.view.inert import plain
from lib.view.recordings import comparison_rows as rows
from lib.view.recordings import sample_runs, shelf
from lib.view.recordings.text_sides import sides

LABELS: Final = ("First", "Second")
NAMES: Final = ("one", "other")
LABEL: Final = 56  # pixels


def choose(place: str, parent: DeltaGenerator, shelf_place: str) -> tuple[Run | None, Run | None]:
    """Two of what stands on the shelf of `shelf_place`: at first the newest runs, or samples where there are none."""
    kept, shipped = shelf.runs_of_visit(shelf_place), {sample.name: sample for sample in samples()}
    opened = st.session_state.get(f"{shelf_place}.samples", {}).values()
    own = [run_id for run_id in kept if run_id not in opened]
    newest = own[:2][::-1]
    titles = shelf.distinct({run_id: shelf.label(kept[run_id]) for run_id in own})
    titles |= {name: shelf.title(sample) for name, sample in shipped.items()}
    usual = [*[*shipped][: 2 - len(newest)], *newest]
    picked = []
    for box, label, name, first in zip(parent.columns(2, gap="medium"), LABELS, NAMES, usual, strict=True):
        key = f"{place}.{name}"
        if st.session_state.get(key) not in (*own, *shipped):
            st.session_state[key] = first
        chosen = box.selectbox(
            label,
            [*own, *shipped],
            format_func=titles.__getitem__,
            key=key,
            persist_state="session",
        )
        run_id = sample_runs.opened(shelf_place, shipped[chosen]) if chosen in shipped else chosen
        picked.append(state.engine().find(run_id, state.visitor()))
    return picked[0], picked[1]


def draw(place: str, parent: DeltaGenerator, one: Run | None, other: Run | None) -> None:
    """The comparison of two runs that have ended; `place` begins the keys."""
    if one is None or other is None:
        parent.caption("One of the two is no longer kept. Choose another.")
        return
    found = compared(place, one, other)
    draw_findings(place, parent, one, other)
    left, right = parent.columns(2, gap="medium")
    with left:
        left.markdown("**Metrics**")
        left.markdown(rows.figures(found))
        left.caption(priced(found))
    with right:
        right.markdown("**Requests**")
        if found.request:
            right.markdown(rows.request(found.request))
            draw_rest(right, len(found.request), "places")
        else:
            right.caption("The two bodies are the same.")
        for name, run in zip(LABELS, (found.one, found.other), strict=True):
            if run.trouble:
                right.caption(f":orange[:material/error:] {name}: {plain(run.trouble)}")
    parent.markdown("**Items** :gray[matched by turn, type and order]")
    if found.items:
        parent.markdown(rows.items(found.items, found))
        draw_rest(parent, len(found.items), "items")
    else:
        parent.caption("Neither has an item.")
    draw_texts(parent, found)
    with parent.expander("Events by type"):
        st.markdown(rows.types(found.types))
        draw_rest(parent, len(found.types), "types")


def draw_findings(place: str, parent: DeltaGenerator, one: Run, other: Run) -> None:
    """The badge of each, which opens its findings."""
    for box, label, name, run in zip(parent.columns(2, gap="medium"), LABELS, NAMES, (one, other), strict=True):
        row = box.container(horizontal=True, vertical_alignment="center", gap="small")
        row.markdown(f"**{label}**", width=LABEL)
        findings.draw(f"{place}.{name}", row, run)


def draw_rest(parent: DeltaGenerator, count: int, noun: str) -> None:
    """How many rows a table has left out."""
    if count > rows.MOST:
        parent.caption(f"The first {rows.MOST} of {count:,} {noun}.")


def draw_texts(parent: DeltaGenerator, found: Comparison) -> None:
    """The texts of each pair of items, where they differ."""
    parent.markdown("**Texts** :gray[word by word]")
    if not found.texts:
        parent.caption("Neither has a text.")
    for text in found.texts:
        draw_text(parent, text)
    if found.texts_left_out:
        parent.caption(f"{found.texts_left_out:,} more pairs of texts are not compared.")


def draw_text(parent: DeltaGenerator, text: TextPair) -> None:
    """One pair of texts."""
    name = rows.text_title(text.pair)
    cut = " The comparison ends at 100,000 characters." if text.diff.cut else ""
    if text.diff.same:
        size = sum(len(piece.text) for piece in text.diff.pieces)
        parent.markdown(f"{name} :gray[the same, {rows.counted(size, 'character')}.{cut}]")
        return
    parent.markdown(f"{name} :gray[{text.diff.shared:.0%} of it is in both.{cut}]")
    for box, markdown in zip(parent.columns(2, gap="medium"), sides(text.diff), strict=True):
        box.container(border=True).markdown(markdown)


def priced(found: Comparison) -> str:
    """By which prices, or why the cost is unknown."""
    one, other = plain(found.one.cost.why), plain(found.other.cost.why)
    return f"Cost: {one}" if one == other else f"Cost of the first: {one} Of the second: {other}"


def compared(place: str, one: Run, other: Run) -> Comparison:
    """The comparison, kept until others are compared."""
    return beside(f"{place}.comparison", [one, other], lambda: compare(one.recording(), other.recording(), prices()))
