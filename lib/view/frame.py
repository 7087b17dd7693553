"""The frame of every streaming page: its containers, drawn first and at their final height, so that nothing jumps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_tab_container import TabContainer

from lib.view import backend
from lib.view.findings import Jump

LOGO: Final = Path(__file__).with_name("logo.svg")
MARK: Final = Path(__file__).with_name("mark.svg")  # for the browser's tab; an icon of a font would be fetched


@dataclass(frozen=True)
class Panes:
    """The containers that a run is drawn into, from top to bottom; with `jump` its events can be gone to, on this very
    page."""

    metrics: DeltaGenerator
    output: DeltaGenerator
    tabs: dict[str, TabContainer]
    trace: DeltaGenerator
    below: DeltaGenerator
    jump: Jump | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Frame(Panes):
    """Those of a page that sends a request, which has the prompt above them."""

    prompt: DeltaGenerator
    buttons: DeltaGenerator
    options: DeltaGenerator


def setup(title: str) -> None:
    """What every page has around it: its name in the browser's tab, the logo, the sidebar's backend."""
    st.set_page_config(page_title=f"{title} · Streamscope", page_icon=str(MARK), layout="wide")
    st.logo(str(LOGO))
    backend.draw()


def head(title: str, caption: str) -> DeltaGenerator:
    """The title and what the page is for, on one line; the line, for what else stands there."""
    setup(title)
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    line.header(title, width="content", anchor=False)
    line.caption(caption, width="content")
    return line


def frame(place: str, tabs: Sequence[str], widths: tuple[int, int] = (1, 1)) -> Frame:
    """The containers. `place` begins the key of the tabs; `widths` are those of the panes."""
    prompt, controls = st.columns((3, 2), vertical_alignment="bottom", gap="small")
    buttons = controls.container(horizontal=True, gap="xsmall", wrap=False)
    options = controls.container(horizontal=True, gap="xsmall", wrap=False)
    return Frame(prompt=prompt, buttons=buttons, options=options, **vars(panes(place, tabs, widths)))


def panes(place: str, tabs: Sequence[str], widths: tuple[int, int] = (1, 1)) -> Panes:
    """The containers of a run alone."""
    metrics = st.container(horizontal=True, gap="small")
    output, inspector = st.columns(widths, gap="medium")
    drawn = inspector.tabs(list(tabs), key=f"{place}.tab", on_change="rerun")
    return Panes(metrics, output, dict(zip(tabs, drawn, strict=True)), st.container(), st.container())


def moment_panes(place: str, tabs: Sequence[str]) -> Panes:
    """Those of a recording at one of its events: the event first, then what came out by then, its metrics below."""
    inspector, output = st.columns(2, gap="medium")
    drawn = inspector.tabs(list(tabs), key=f"{place}.tab", on_change="rerun")
    metrics = st.container(horizontal=True, gap="small")
    return Panes(metrics, output, dict(zip(tabs, drawn, strict=True)), st.container(), st.container())
