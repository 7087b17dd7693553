"""Event reference: every type of event, what it means, what it brings, what comes next."""

import streamlit as st

from lib.protocol.catalogue import catalogue
from lib.view import backend, frame, source
from lib.view.reference import detail, life, listing, seen, selection
from lib.view.reference.examples import shipped

frame.head("Event reference", "What each event means, what it brings, what comes next.")
types = catalogue()  # those of the SDK, those that servers send besides, our own
counts = seen.in_this_visit()
examples = shipped()
chosen = selection.chosen()  # from `?type=…`, or the one chosen last

left, right = st.columns((2, 3), gap="medium")
with left:
    text, shown = listing.draw_search()
    found = listing.found(types, text, shown, counts, examples)
    listing.draw(found, chosen, counts)
    st.caption(f"{len(found)} of {len(types)} types." + f" {len(counts)} were seen in this visit." * bool(counts))

tabs = right.tabs(["Event", "Life of a response", "Source"], key="reference.tab", on_change="rerun")
if tabs[0].open:
    with tabs[0]:
        entry = selection.entry_of(chosen, types)
        detail.draw(entry, types, examples.get(chosen), counts[chosen])
if tabs[1].open:
    with tabs[1]:
        life.draw(chosen)
source.draw(tabs[2], __file__)
backend.settle()
