"""The Raw tab at rest: the status and the headers, or that there are none, then the frames."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.events import Body
from tests.answers import added, asked, over, piece
from tests.recordings_page import of, opened, turned

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")

HEADERS: Body = {"type": "run.headers", "status": 200, "headers": [["x-request-id", "req_1"]]}


def top(*bodies: Body) -> str:
    """The first line of the tab."""
    test: AppTest = turned(opened(of(*bodies)), "Raw")
    (shown,) = [str(one.value) for one in test.code if "# " in str(one.value) or "answer" in str(one.value)]
    return shown.splitlines()[0]


def test_what_the_last_request_was_answered_with_stands_above_the_frames() -> None:
    assert top(asked(), HEADERS, added(), piece("a"), over()) == "HTTP 200"


def test_where_nothing_answered_the_last_request_it_says_so_also_after_turns_that_were_answered() -> None:
    refused: Body = {"type": "run.failed", "message": "m"}
    assert top(asked(), refused) == "No answer came."
    assert top(asked(), HEADERS, added(), piece("a"), over(), asked(), refused) == "No answer came."


def test_the_body_of_a_stream_alone_says_nothing_of_its_headers() -> None:
    assert top(added(), piece("a"), over()) == "The status and the headers are unknown."
