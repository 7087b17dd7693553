"""Home: what this is in one sentence, a first answer in place, and where to go from here."""

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.protocol.events import event
from lib.protocol.request import Request
from lib.simulator import body, emit, ids, items, pace, response
from lib.view import backend, log, runs
from lib.view.answer import Answer
from lib.view.folding import Folding
from lib.view.metrics import seconds
from lib.view.picture import LOG_EVERY
from lib.view.slot import Slot
from lib.view.status import badge, run_badge

PROMPT: Final = "What is a delta? Answer in one sentence."
LINES: Final = 12
HEIGHT: Final = 270
EXAMPLE: Final = ("A", " stream", " of", " events")
WHAT: Final = (
    "A playground for the Responses API: send a request, watch the wire, stop it anywhere, see what each event did."
)


class First:
    """The picture of the first answer: the answer at the left, every event at the right."""

    def __init__(self, left: DeltaGenerator, right: DeltaGenerator) -> None:
        self.status = Slot(left)
        self.status.draw("markdown", badge("ready"))
        self.answer = Answer(left, "home", height=130)
        self.note = Slot(right)  # as high as the space above the title
        self.log = Slot(right)

    def idle(self, request: Request) -> None:
        """An example of what will be seen."""
        self.answer.draw(None, live=False)
        self.note.draw("caption", "An example: the events of an answer of four words.")
        self.log.draw("code", example(), language=None, height=HEIGHT)

    def live(self, fold: Folding, run: Run, frame: int) -> None:
        """One frame."""
        self.draw(fold, run, live=True, log_too=frame % LOG_EVERY == 0)

    def rest(self, fold: Folding, run: Run) -> None:
        """The run at its end."""
        self.draw(fold, run, live=fold.run.open, log_too=True)

    def outdated(self) -> bool:
        """Never: it has no widgets."""
        return False

    def draw(self, fold: Folding, run: Run, *, live: bool, log_too: bool) -> None:
        """Status, answer, the last events."""
        timing = fold.timing
        figures = f"first text after {seconds(timing.first_text)} · {timing.events} events"
        self.status.draw("markdown", f"{run_badge(fold.run)} :gray[:small[{figures}]]")
        self.answer.draw(fold.run, live=live)
        if not log_too:
            return
        newest = run.events[max(0, fold.seen - LINES) : fold.seen]
        self.note.draw("caption", f"{fold.seen} events so far." if live else f"The last {LINES} of {fold.seen} events.")
        self.log.draw("code", log.narrow_tail(newest, LINES), language=None, height=HEIGHT)


def prepared() -> Request:
    """The request of the first answer."""
    return Request({"model": backend.model(), "input": PROMPT}, backend.chosen().name)


def stream() -> None:
    """Stream a first answer was pressed."""
    if backend.model():
        runs.start("home.run", prepared(), backend.chosen())


def hand_over() -> None:
    """The text page shows the run that began here."""
    st.session_state["text.run"] = st.session_state["home.run"]
    st.session_state["text.prompt"] = PROMPT


def controls(run: Run | None) -> bool:
    """The buttons; whether the Text page is asked for."""
    streaming = run is not None and run.open
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Stream a first answer",
            type="secondary" if streaming else "primary",
            icon=":material/play_arrow:",
            disabled=streaming or not backend.model(),
            on_click=stream,
            key="home.stream",
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            disabled=not streaming,
            on_click=runs.stop,
            args=("home.run",),
            key="home.stop",
        )
        if run is None or streaming:
            return False
        return st.button("See it on the Text page", icon=":material/arrow_forward:", on_click=hand_over, key="home.see")


def source() -> str:
    """Who would answer, in a sentence."""
    if backend.chosen().name == "simulator":
        return ":material/science: Works now, without a key: a simulator speaks the same wire. The sidebar has others."
    return f":material/cloud: {backend.NAMES[backend.chosen().name]} will answer. The sidebar has the simulator, too."


@st.cache_data(show_spinner=False)
def example() -> str:
    """The events that the simulator would send for an answer of four words, as the log shows them."""
    asked = body.read(b'{"model": "sim-1", "input": ""}')
    names = ids.seeded_ids(asked.given, "home")
    usual = pace.Pace()
    sent = emit.emit(response.opening(asked, names), [items.Message(names.of("msg"), EXAMPLE)], 1, usual)
    return log.narrow_tail([event(t, said) for t, said in usual.timed(sent, names.key)], LINES)
