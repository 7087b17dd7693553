"""The peer: the usual few lines. A prompt, a button, the SDK, `st.write_stream`.

OPENAI_BASE_URL says where the answer comes from; without it the simulator runs in this process, as in the app.
"""

import os

import openai
import streamlit as st

from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread


@st.cache_resource(show_spinner=False)
def base_url() -> str:
    if given := os.environ.get("OPENAI_BASE_URL"):
        return given
    wanted = dict(pair.split("=") for pair in os.environ["STREAMSCOPE_SIMULATOR_PACE"].split())
    return SimulatorThread(pace=Pace(**{name: float(value) for name, value in wanted.items()})).start().base_url


@st.cache_resource(show_spinner=False)
def client() -> openai.OpenAI:
    return openai.OpenAI(api_key=os.environ.get("OPENAI_API_KEY", "none"), base_url=base_url(), max_retries=0)


st.title("Peer")
prompt = st.text_area("Prompt")
pressed = st.button("Stream")
st.button("Stop")
st.toggle("Widget")
if pressed:
    model = os.environ.get("OPENAI_MODEL", "sim-1")
    st.write_stream(client().responses.create(model=model, input=prompt, stream=True))
    st.caption("Completed")
