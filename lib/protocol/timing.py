"""The metrics of a run: when things came, how many, how fast. All times are seconds since the request."""

from dataclasses import dataclass
from typing import Final

from lib.protocol.events import Body

# With each its `done`: some servers send a text or arguments whole, without a delta (LM Studio).
TEXT: Final = frozenset(f"response.{name}.{step}" for name in ("output_text", "refusal") for step in ("delta", "done"))
REASONING: Final = frozenset(
    f"response.{name}.{step}" for name in ("reasoning_summary_text", "reasoning_text") for step in ("delta", "done")
)
CALL: Final = frozenset(
    f"response.{name}.{step}"
    for name in ("function_call_arguments", "custom_tool_call_input")
    for step in ("delta", "done")
)


@dataclass
class Timing:
    """Add a run's events in order; read the figures at any time. None where the moment has not come.

    `events` counts what the server sent, `deltas` those of them that add a piece. Recordings of `.sse` files have no
    times: everything but the counts stays None.
    """

    headers: float | None = None
    first_event: float | None = None
    first_reasoning: float | None = None
    first_text: float | None = None
    first_call: float | None = None
    last: float | None = None
    last_event: float | None = None
    longest_gap: float | None = None
    events: int = 0
    deltas: int = 0
    reported_tokens: int | None = None
    before: float | None = None  # the event before this one, of the same response
    tokens_before: int = 0  # of the responses before this one

    def add(self, t: float | None, body: Body) -> None:
        """Take one event that arrived at `t`."""
        kind = body["type"]
        if kind == "run.request":  # the wait for the next turn is no gap of the stream
            self.before = None
            self.tokens_before = self.reported_tokens or 0
        elif kind == "run.headers":
            self.headers = t if self.first_event is None else self.headers  # those that the first event came after
        elif not kind.startswith("run.") or kind == "run.response":
            self.add_wire(t, kind, body)
        if t is not None and kind != "run.request":
            self.last = t

    def add_wire(self, t: float | None, kind: str, body: Body) -> None:
        """Take one event that the server sent."""
        if t is not None:
            if self.before is not None:
                self.longest_gap = max(self.longest_gap or 0.0, t - self.before)
            self.before = self.last_event = t
        self.events += 1
        if kind.endswith(".delta"):
            self.deltas += 1
        if self.first_event is None:
            self.first_event = t
        if kind in TEXT and self.first_text is None:
            self.first_text = t
        elif kind in REASONING and self.first_reasoning is None:
            self.first_reasoning = t
        elif kind in CALL and self.first_call is None:
            self.first_call = t
        if isinstance(response := body.get("response"), dict) and isinstance(usage := response.get("usage"), dict):
            tokens = usage.get("output_tokens")
            if isinstance(tokens, int):
                self.reported_tokens = self.tokens_before + tokens

    @property
    def rate(self) -> float | None:
        """Events a second, from the first to the last; None where less than a twentieth of a second lies between."""
        if self.last_event is None or self.first_event is None or self.last_event - self.first_event < 0.05:
            return None
        return (self.events - 1) / (self.last_event - self.first_event)

    def as_dict(self) -> dict[str, float | int | None]:
        """The figures, as `python -m lib.protocol timing` prints them."""
        return {
            "headers": self.headers,
            "first_event": self.first_event,
            "first_reasoning": self.first_reasoning,
            "first_text": self.first_text,
            "first_call": self.first_call,
            "last": self.last,
            "longest_gap": self.longest_gap,
            "events": self.events,
            "deltas": self.deltas,
            "events_per_second": self.rate,
            "output_tokens": self.reported_tokens,
        }
