"""A place on the page that is sent only when what it shows has changed."""

from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

Gap = Literal["xsmall", "small"]


class Slot:
    """One element's place. `draw("markdown", text)` sends nothing where the same was sent before.

    The first draw puts the element into its parent, later ones replace it; a place that is only reserved would be a
    message more, and under load each message costs a turn of Streamlit's loop.
    """

    def __init__(self, parent: DeltaGenerator) -> None:
        self.place = parent
        self.shown: object = None

    def draw(self, element: str, body: str, **options: Any) -> None:
        """Show `st.<element>(body, **options)` here."""
        wanted = (element, body, tuple(sorted(options.items())))
        if wanted != self.shown:
            self.place = getattr(self.place, element)(body, **options)
            self.shown = wanted


def fresh(parent: DeltaGenerator, place: str, gap: Gap = "small") -> DeltaGenerator:
    """A container in which nothing stays of the run that was shown before; `place` is the page's, the `gap` its own.

    Until a script ends, the browser keeps what an earlier one had drawn into a container, and a live script goes on for
    long. So the containers of two runs in a row are two places, and the place that isn't used is emptied.
    """
    run_id = st.session_state.get(f"{place}.run")
    shown, second = st.session_state.get(f"{place}.side", (run_id, False))
    if shown != run_id:
        second = not second
    st.session_state[f"{place}.side"] = (run_id, second)
    if second:
        parent.empty()
        return parent.container(gap=gap)
    body = parent.container(gap=gap)
    parent.empty()
    return body
