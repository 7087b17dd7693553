"""Recordings that ship with it: one for each kind of item, and each ending, that the simulator can send.

They are what the engine recorded of the simulator; `python -m tests.sample_recordings` records them again.
"""

from pathlib import Path
from typing import Final, NamedTuple

from lib.protocol.recording import Recording, load

FOLDER: Final = Path(__file__).parent / "recordings"


class Sample(NamedTuple):
    """A recording that ships with it: its name in links, its title, and what it shows, in a sentence."""

    name: str
    title: str
    shows: str

    @property
    def path(self) -> Path:
        """Its file (JSONL)."""
        return FOLDER / f"{self.name}.jsonl"

    def load(self) -> Recording:
        """Its events, read anew at each call."""
        return load(self.path.read_bytes())


SAMPLES: Final = (
    Sample("text", "A text", "One message, from `response.created` to `response.completed`."),
    Sample("reasoning", "Reasoning with a summary", "A reasoning item whose summary has parts, then the message."),
    Sample("parallel-calls", "Two calls at once", "Their arguments interleave, their outputs go back, a second turn."),
    Sample(
        "calls-over-turns",
        "Calls turn after turn",
        "Three turns: a call that reads, one that changes the data, an answer.",
    ),
    Sample("approval", "Calls that ask first", "One call is approved, the other declined; the model is told of both."),
    Sample("retried-call", "A call that is tried again", "Its tool fails at first, and is run again after a pause."),
    Sample("failed-call", "A call that fails", "Its tool raises; the output that goes back is the error."),
    Sample("custom-tool", "A custom tool", "The model writes free text to it, with no JSON around it."),
    Sample("structured", "A structured output", "JSON that fits the schema, closed field by field."),
    Sample("whole", "In one piece", "The same without streaming: one response, and no deltas."),
    Sample("cut-off", "A text that is cut off", "`response.incomplete`: the limit of tokens was reached."),
    Sample("cut-off-json", "JSON that is cut off", "`response.incomplete` in the middle of a structured output."),
    Sample("failed", "A response that fails", "`response.failed` in the middle of the text, which is in it so far."),
    Sample("error", "An error and no end", "An `error` event as OpenAI documents it, and then nothing more."),
    Sample(
        "error-then-failed",
        "An error, then a failure",
        "An `error` event whose fields are in an object, then `response.failed`, as OpenAI sent them in 2025.",
    ),
    Sample("ended-early", "A stream that ends early", "The body ends in the middle of the text; no event says so."),
    Sample("broken-connection", "A connection that breaks", "It is lost in a frame, which is kept as far as it came."),
    Sample("refusal", "A refusal", "The message has a refusal part in place of a text."),
    Sample("wrong-type", "A value of a wrong type", "JSON that doesn't fit its schema."),
    Sample("repeated-key", "A key that comes twice", "JSON that parsers read differently."),
    Sample("fence", "JSON inside a fence", "A Markdown fence around it, so that the text is no JSON."),
    Sample("trailing", "Text after the JSON", "The JSON is whole, and then a sentence follows."),
    Sample("broken-json", "Text that is no JSON", "A character is missing in the middle."),
    Sample("stopped", "A run that was stopped", "The visitor pressed Stop; what had arrived is kept."),
    Sample("refused-request", "A request that is refused", "An HTTP 404 before any event: there is no such model."),
)


def samples() -> list[Sample]:
    """All of them, in the order to show them in. Nothing is read until one is loaded."""
    return list(SAMPLES)
