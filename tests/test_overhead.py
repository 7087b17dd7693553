"""What the bytes of a stream are for."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lib.protocol import sse
from lib.protocol.events import Body
from lib.protocol.timeline.overhead import Overhead
from tests import wire
from tests.answers import added, done, over, piece, said

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = ("delta", "text", "obfuscation", "logprobs", "response", "content_index")


def read(*bodies: Body) -> Overhead:
    over = Overhead()
    for body in bodies:
        over.add(len(sse.write(body)), 0, body)
    return over


def test_the_deltas_are_the_bytes_of_the_text_alone() -> None:
    assert read(piece("Hej"), piece(" då")).parts["Deltas"] == len("Hej då".encode())


def test_what_is_said_again_is_overhead() -> None:
    found = read(added(), piece("Hello"), said("Hello"), done("Hello"), over())
    assert found.parts["Deltas"] == 5
    assert found.parts["Done events"] == len(sse.write(said("Hello"))) + len(sse.write(done("Hello")))
    assert found.parts["Whole responses"] == len(sse.write(over()))
    assert found.parts["Other events"] == len(sse.write(added()))
    assert found.share == 1 - 5 / found.total


def test_arguments_that_come_whole_are_no_repetition() -> None:
    """LM Studio sent them so, 2026."""
    whole: Body = {"type": "response.function_call_arguments.done", "output_index": 0, "arguments": '{"a":1}'}
    assert read(whole).parts["Deltas"] == 7
    assert read(wire.delta(0, '{"a":1}'), whole).parts["Deltas"] == 7


def test_obfuscation_and_log_probabilities_are_told_apart() -> None:
    padded = read({**piece("a"), "obfuscation": "x" * 40})
    assert padded.parts["Obfuscation"] == 40 + len('"obfuscation":"",')
    assert padded.parts["Around deltas"] == read(piece("a")).parts["Around deltas"]
    sure = read({**piece("a"), "logprobs": [{"token": "a", "logprob": -0.5, "bytes": [97]}]})
    assert sure.parts["Log probabilities"] > 20
    assert read({**piece("a"), "logprobs": []}).parts["Log probabilities"] == 0


def test_what_a_command_printed_counts_though_its_delta_is_an_object() -> None:
    kind = "response.shell_call_output_content.delta"
    assert read({"type": kind, "delta": {"stdout": "a" * 100}}).parts["Deltas"] >= 100


def test_before_the_first_byte_there_is_no_share() -> None:
    assert read().share is None


@given(st.sampled_from(["response.a.delta", "response.a.done", "x"]), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_the_parts_add_up_to_the_bytes_whatever_is_in_the_event(kind: str, fields: dict[str, Any]) -> None:
    body = {**fields, "type": kind}
    found = read(body, body)
    assert found.total == 2 * len(sse.write(body))
    assert min(found.parts.values()) >= 0
