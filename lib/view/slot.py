"""A place on the page that is sent only when what it shows has changed."""

from typing import Any

from streamlit.delta_generator import DeltaGenerator


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
