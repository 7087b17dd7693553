"""The value of a structured output: to download as JSON and CSV, and each list of objects in it as a table."""

import json
from collections.abc import Callable, Container, Iterator
from itertools import chain, count
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.protocol.structured import Structured, written
from lib.view.inert import valid

MOST_LISTS: Final = 20
MOST_ROWS: Final = 10  # that a table shows without scrolling
NEWEST: Final = 1_000  # rows of the table, where there are more
LONG: Final = 20_000  # characters of the text of a value whose files are made when they are asked for
MOST_COLUMNS: Final = 100  # objects that have more names in all stand in one column, as JSON
LARGEST: Final = 2**53  # of whole numbers that a table can hold
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of one

Path = tuple[str | int, ...]


def draw(place: str, parent: DeltaGenerator, found: Structured, name: str, moment: str) -> None:
    """The value at rest; nothing where none came. `name` begins the names of the files, `moment` says whose value it
    is: what was made of it is kept under that name."""
    value = found.view.value
    if value is None:
        return
    lists = dict(zip(range(MOST_LISTS), lists_of_objects(value, ()), strict=False))
    labels = {at: written(path) or "the whole" for at, (path, _) in lists.items()}
    with parent:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**Result** :gray[{said(found)}]", width="stretch")
            picked = 0
            if len(lists) > 1:
                picked = (
                    st.segmented_control(
                        "List",
                        list(lists),
                        default=0,
                        required=True,
                        format_func=lambda at: valid(labels[at]),
                        key=f"{place}.list",
                        label_visibility="collapsed",
                        width="content",
                    )
                    or 0
                )
            objects = lists[picked][1] if picked in lists else [value]
            text = found.text  # what makes a file later holds nothing else of what was found
            later = len(text) > LONG
            download(place, "JSON", lambda: as_json(value, text), f"{name}.json", "application/json", later=later)
            download(place, "CSV", lambda: as_csv(table(objects)), f"{name}.csv", "text/csv", later=later)
        if lists:
            rows = made(f"{moment} {picked}", objects[-NEWEST:])
            st.dataframe(
                rows,
                hide_index=True,
                row_height=28,
                height=34 + 28 * min(len(rows), MOST_ROWS),
                alt=f"The objects of the list {valid(labels[picked])}",
            )
            if len(objects) > NEWEST:
                st.caption(f"The last {NEWEST:,} of {len(objects):,} rows. CSV has all of them.")


def download(place: str, kind: str, text: Callable[[], str], file_name: str, mime: str, *, later: bool) -> None:
    """One button; its file is made now, or `later`, when it is pressed."""

    def content() -> str:
        return valid(text())

    st.download_button(
        kind,
        content if later else content(),
        file_name=valid(file_name),
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"{place}.as_{kind.lower()}",
    )


def said(found: Structured) -> str:
    """Whether it is whole."""
    if found.view.fits:
        return "valid, as a whole"
    return (
        "as far as it came" if not found.view.complete else "whole, but not valid" if found.view.fits is False else ""
    )


def as_json(value: Any, text: str) -> str:
    """The value as JSON text; its own `text` where it has a number that is too large to be written again."""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return text


def as_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV; what a spreadsheet would take for a formula begins with an apostrophe."""
    return str(
        rows.map(lambda one: f"'{one}" if isinstance(one, str) and one.startswith(FORMULA) else one).to_csv(index=False)
    )


@st.cache_data(scope="session", max_entries=4, show_spinner=False)
def made(moment: str, _objects: list[Any]) -> pd.DataFrame:
    """The table of some objects, made once for a run at rest."""
    return table(_objects)


def lists_of_objects(value: Any, path: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """The lists in a value that hold objects, with their paths, the outer ones first."""
    if isinstance(value, list):
        objects = [element for element in value if isinstance(element, dict)]
        if objects:
            yield path, objects
    inside = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for name, inner in inside:
        if isinstance(inner, list | dict):
            yield from lists_of_objects(inner, (*path, name))


def table(objects: list[Any]) -> pd.DataFrame:
    """A row an object; those inside it as columns `a.b`, lists as JSON text."""
    rows = [dict(cells(one if isinstance(one, dict) else {"value": one}, ())) for one in objects]
    columns: dict[str, list[Any]] = {}
    paths = dict.fromkeys(path for row in rows for path in row)
    if len(paths) > MOST_COLUMNS:
        return pd.DataFrame({"value": [cell([one])[1:-1] for one in objects]}, dtype=object)
    for path in paths:
        columns[unlike(valid(".".join(path)), columns)] = [row.get(path) for row in rows]
    return pd.DataFrame(columns, index=range(len(rows)), dtype=object)


def cells(value: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The cells of an object, each with the names that lead to it."""
    for name, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield from cells(inner, (*path, name))
        else:
            yield (*path, name), cell(inner)


def unlike(name: str, others: Container[str]) -> str:
    """The name, or one with a number after it where there is such a column: `a.b` may be a name, and a path."""
    names = chain([name], (f"{name} ({number})" for number in count(2)))
    return next(one for one in names if one not in others)


def cell(value: Any) -> Any:
    """A value that a cell can show."""
    if isinstance(value, str):
        return valid(value)
    if isinstance(value, list | dict):
        return valid(json.dumps(value, ensure_ascii=False))
    beyond = isinstance(value, int | float) and not isinstance(value, bool) and not -LARGEST <= value <= LARGEST
    return str(value) if beyond else value
