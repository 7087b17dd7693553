"""Streamscope: see every event of an OpenAI response as it streams. `streamlit run app.py`"""

import streamlit as st


def home() -> None:
    """The first page."""
    st.header("Streamscope")


navigation = st.navigation(
    {
        "": [st.Page(home, title="Home", icon=":material/home:", default=True)],
        "Stream": [st.Page("pages/text.py", title="Text", icon=":material/notes:")],
    }
)
navigation.run()
