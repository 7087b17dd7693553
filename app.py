"""Streamscope: see every event of an OpenAI response as it streams. Run it with `streamlit run app.py`."""

import streamlit as st

from lib.view import backend, frame, home, runs
from lib.view.follow import follow

# file, title, icon, what it is for
STREAM = (
    ("pages/text.py", "Text", ":material/notes:", "Watch one answer arrive, event by event."),
    (
        "pages/functions.py",
        "Function calls",
        ":material/function:",
        "Watch arguments grow, tools run, the model go on.",
    ),
    (
        "pages/structured.py",
        "Structured outputs",
        ":material/data_object:",
        "Watch JSON become a typed object, field by field.",
    ),
)
INSPECT = (
    ("pages/recordings.py", "Recordings", ":material/history:", "Go through a stream event by event."),
    (
        "pages/reference.py",
        "Event reference",
        ":material/menu_book:",
        "What each event means, what it brings, what comes next.",
    ),
)
CARDS = (*STREAM, *INSPECT)


def front() -> None:
    """Home. No page depends on it: each has an address of its own."""
    frame.setup("Home")
    run = runs.attach("home.run")
    left, right = st.columns(2, gap="large")
    with left:
        st.title("See every event of an OpenAI response as it streams", anchor=False)
        st.markdown(home.WHAT)
        if home.controls(run):
            st.switch_page("pages/text.py")
        st.caption(home.source())
    first = home.First(left, right)
    for card, (file, title, icon, what) in zip(st.columns(len(CARDS)), CARDS, strict=True):
        with card.container(border=True, height="stretch"):
            st.page_link(file, label=f"**{title}**", icon=icon)
            st.caption(what)
    follow("home", run, first, home.prepared())
    backend.settle()


pages = {  # without icons: for the browser's tab they would be fetched from the network
    "": [st.Page(front, title="Home", default=True)],
    "Stream": [st.Page(file, title=title) for file, title, _, _ in STREAM],
    "Inspect": [st.Page(file, title=title) for file, title, _, _ in INSPECT],
}
st.navigation(pages).run()
