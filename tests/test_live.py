"""One request to the real API, with the key of the environment: `pytest -m live`."""

import pytest

from lib.engine import backends
from lib.engine.client import stream
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun


@pytest.mark.live
def test_a_text_request_streams_and_its_deltas_are_the_final_text() -> None:
    preset = backends.environment()
    if not preset.api_key:
        pytest.skip("OPENAI_API_KEY is not set")
    backend = preset.backend
    model = preset.model_for(backend)
    if not model:
        pytest.skip("OPENAI_MODEL is not set, and this backend has no model by default")
    run = FoldedRun()
    deltas = ""
    for event in stream(
        Request({"model": model, "input": "Say hello in five words.", "max_output_tokens": 400}, backend)
    ):
        run.fold(event.body)
        if event.type == "response.output_text.delta":
            deltas += event.body["delta"]
        assert preset.api_key.encode() not in event.raw
    assert run.status == "completed", run.trouble
    assert deltas
    assert "".join(run.snapshot.texts()) == deltas
