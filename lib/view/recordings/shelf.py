"""The shelf: this visit's runs and the samples that ship; which one is looked at; open others, save it."""

from collections import Counter
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine.runs import Run
from lib.samples.recordings import Sample, samples
from lib.view import files, findings, prompt, state
from lib.view.inert import valid
from lib.view.recordings import replays, sample_runs

WORDS: Final = 60  # characters of a prompt
FIRST: Final = 6  # events, of which one names the model
MODEL: Final = 40  # characters of a model's name, or of a file's
GONE: Final = "What you looked at is no longer kept: newer runs took its room, or you were away. This is another one."
UNKNOWN: Final = "What this address names isn't here: a run can be looked at for as long as it is kept."


def draw(place: str) -> tuple[Run, DeltaGenerator]:
    """The row; the run that is looked at, and where its findings go: they take long to look for, and come last.

    The run's id is kept under `place`.run. Whoever has the address of a run has the run:
    from then on it is one of this visit, too.
    """
    key = f"{place}.run"
    asked, sample = st.query_params.get("run", ""), st.query_params.get("sample")
    named = state.engine().find(asked, state.visitor())
    kept, shipped = runs_of_visit(place), {sample.name: sample for sample in samples()}
    if asked in kept:
        st.session_state[key] = asked
    elif sample in shipped:
        st.session_state[key] = sample_runs.opened(place, shipped[sample])
        del st.query_params["sample"]
        kept = runs_of_visit(place)
    elif sample or (asked and named is None and not sample_runs.recording(place, st.query_params.get("of", ""))):
        st.toast(UNKNOWN, icon=":material/info:", duration="long")
        st.query_params.pop("sample", None)
    before = st.session_state.get(f"{place}.looked")
    if before is not None and before not in kept:
        st.toast(GONE, icon=":material/info:", duration="long")
    known = (st.session_state.get(key), before, next(iter(kept), None))
    looked = next((one for one in known if one in kept), None) or sample_runs.opened(place, samples()[0])
    if looked != before:
        replays.let_go(place)
    st.session_state[key] = st.session_state[f"{place}.looked"] = looked
    names = sample_runs.names(place)
    titles = distinct({run_id: label(run) for run_id, run in kept.items() if run_id not in names})
    st.session_state[f"{place}.picked"] = names.get(looked, looked)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Recording",
            [*titles, *shipped],
            format_func=lambda one: title(shipped[one]) if one in shipped else titles[one],
            key=f"{place}.picked",
            on_change=pick,
            args=(place,),
        )
        run = kept.get(looked) or runs_of_visit(place)[looked]
        row = st.container(horizontal=True, gap="xsmall", width="content")
        badge = row.container(width=findings.WIDTH)
        files.draw_downloads(place, row, run)
        files.draw_open(place, row)
    return run, badge


def runs_of_visit(place: str) -> dict[str, Run]:
    """The finished runs that are kept, by id; a replay is none of them."""
    every = state.engine().kept.of(state.visitor())
    return {run.id: run for run in every if not run.open and not run.replays}


def pick(place: str) -> None:
    """Another one was chosen."""
    st.session_state[f"{place}.run"] = sample_runs.meant(place, st.session_state[f"{place}.picked"])


def title(sample: Sample) -> str:
    """A sample in a line."""
    return f"Sample: {sample.title}"


def about(place: str) -> str:
    """What the sample that is looked at shows; "" of a run."""
    name = sample_runs.names(place).get(st.session_state[f"{place}.looked"])
    return next((sample.shows for sample in samples() if sample.name == name), "")


def label(run: Run) -> str:
    """A run in a line: what was asked, the file it is from, who answered, its length, its time; what of it is known."""
    text = " ".join(prompt.sent(run).lstrip()[: 10 * WORDS].split())
    model = str(run.request.body.get("model") or answering(run) or "unknown model")
    source = files.source(run.id)
    named = cut(text, WORDS) or ("" if source else "A recording")
    parts = [named, cut(source, MODEL), cut(model, MODEL), events(len(run.events)), run.started_at[11:19]]
    return valid(" · ".join(part for part in parts if part))


def answering(run: Run) -> str:
    """The model that the first events name; "" where they don't, as in a body that isn't whole."""
    for event in run.events[:FIRST]:
        match event.body:
            case {"response": {"model": str(model)}}:
                return model
    return ""


def events(count: int) -> str:
    """How many events, in words."""
    return f"{count:,} event" + ("" if count == 1 else "s")


def cut(text: str, most: int) -> str:
    """The text in at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def distinct(titles: dict[str, str]) -> dict[str, str]:
    """The titles, each another one: a selectbox knows an option by its title alone."""
    met: Counter[str] = Counter()
    found = {}
    for run_id, title in titles.items():
        met[title] += 1
        found[run_id] = title if met[title] == 1 else f"{title} ({met[title]})"
    return found
