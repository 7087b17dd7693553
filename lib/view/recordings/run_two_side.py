"""One of two requests that are sent at once: who answers it, with which model and settings."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.backends import OPENAI_URL, Backend, bad_url, environment
from lib.engine.runs import Run
from lib.protocol.request import BackendName, Request
from lib.view import backend, checks, runs, settings
from lib.view.inert import plain
from lib.view.recordings import run_two_base


class RunSide:
    """The controls of one side; `place` begins their keys, `number` is 0 for the first side and 1 for the second.

    `base` are the fields that both sides are sent.
    """

    def __init__(self, place: str, number: int, base: dict[str, Any]) -> None:
        self.place = place
        self.number = number
        self.base = base
        names = [name for name in backend.NAMES if set_up(name)]
        key = f"{place}.backend"
        if st.session_state.get(key) not in names:
            sidebar = backend.chosen().name
            st.session_state[key] = sidebar if sidebar in names else names[0]
        self.names = names
        self.backend = who(st.session_state[key])
        self.check = checks.checked(place, self.backend, again=True)
        self.key = f"{place}.model.{self.backend.name}"
        st.session_state[self.key] = st.session_state.get(self.key) or self.usual

    @property
    def usual(self) -> str | None:
        """The model to begin with; for the second side the simulator's second, so that the two differ at once."""
        models = self.check.models if self.check else ()
        if self.backend.name == "simulator" and self.number and len(models) > 1:
            return models[1]
        of_sidebar = st.session_state.get(f"backend.model.{self.backend.name}")
        return of_sidebar or environment().model_for(self.backend.name) or next(iter(models), None)

    @property
    def model(self) -> str:
        """The model that is chosen or typed; "" if none is."""
        return st.session_state.get(self.key) or ""

    @property
    def run(self) -> Run | None:
        """The run of this side, if it is still kept."""
        return runs.find(f"{self.place}.run")

    def request(self, prompt: str) -> Request:
        """What this side would send; the prompt counts where the base has no input."""
        asked = "" if "input" in self.base else prompt
        own = settings.body(self.place, asked, self.model, simulated=self.backend.name == "simulator")
        return Request(run_two_base.joined(self.place, self.base, own), self.backend.name)

    def problem(self, prompt: str) -> str:
        """Why it can't be sent, in a sentence; "" if it can. With a stored prompt none need be typed."""
        known = "input" in self.base or self.base.get("prompt")
        asked = run_two_base.in_words(self.base.get("input")) if known else prompt
        return settings.problem(self.place, asked, self.model).replace(", in the sidebar", "")

    def draw(self, parent: DeltaGenerator, label: str, prompt: str) -> None:
        """A button that says which model of which backend; under it both can be chosen, and the settings."""
        about = f"**{label}**  {plain(self.model) or 'no model'} · {backend.NAMES[self.backend.name]}"
        with parent.popover(about, width="stretch", key=f"{self.place}.settings", on_change="rerun") as opened:
            self.draw_choice(label)
            if opened.open:
                settings.draw(self.place, simulated=self.backend.name == "simulator")
                st.caption("This will be sent:")
                st.json(self.request(prompt).sent)
        if self.check is not None and not self.check.works:
            parent.caption(f":red[:material/error:] {plain(self.check.sentence)}")

    def draw_choice(self, label: str) -> None:
        """Backend and model."""
        first, second = st.columns(2, gap="small")
        first.selectbox(
            f"{label} backend",
            self.names,
            format_func=backend.NAMES.__getitem__,
            key=f"{self.place}.backend",
            persist_state="session",
        )
        options = list(self.check.models if self.check else ())
        if self.model and self.model not in options:
            options.insert(0, self.model)
        second.selectbox(
            f"{label} model",
            options,
            index=None,
            key=self.key,
            placeholder="Choose or type a model",
            accept_new_options=True,
            persist_state="session",
        )


def set_up(name: BackendName) -> bool:
    """Whether requests can be sent to a backend: OpenAI needs a key, a compatible server its base URL."""
    found = who(name)
    return bool(found.api_key) if name == "openai" else not bad_url(found.base_url)


def who(name: BackendName) -> Backend:
    """A backend as the sidebar or the environment has it; a key only for its own base URL."""
    url = backend.base_url(name)
    if not url and environment().base_url != OPENAI_URL:
        url = environment().base_url
    if name == "simulator":
        return Backend(name, url)
    typed = st.session_state.get(f"backend.key.{url}") or ""
    return Backend(name, url, typed.strip() or environment().key_for(url))
