"""The only part of lib that imports Streamlit: one module a picture (answer, log, metrics, trace, the tabs)."""
