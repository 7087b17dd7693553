"""Real examples of event types, from the recordings that ship."""

import json
from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from lib.protocol.recording import Recording
from lib.samples.recordings import samples


class Example(NamedTuple):
    """An event of a sample: the sample's name and title, which of its events it is (from 0), and its JSON text."""

    sample: str
    title: str
    event: int
    text: str


def examples(recordings: Iterable[tuple[str, str, Recording]]) -> dict[str, Example]:
    """For each type its first event in these recordings, of which each has a name and a title."""
    found: dict[str, Example] = {}
    for name, title, recording in recordings:
        for at, event in enumerate(recording.events):
            body = event.body
            if body["type"] not in found:
                found[body["type"]] = Example(name, title, at, json.dumps(body, indent=2, ensure_ascii=False))
    return found


@st.cache_data(show_spinner=False)
def kept() -> dict[str, tuple[str, str, int, str]]:
    """The examples as plain tuples: what is cached outlives the classes of a changed file."""
    found = examples((sample.name, sample.title, sample.load()) for sample in samples())
    return {type: (one.sample, one.title, one.event, one.text) for type, one in found.items()}


def shipped() -> dict[str, Example]:
    """The examples of all samples, by type."""
    return {type: Example(*one) for type, one in kept().items()}
