"""What the visitor decides about calls that are held: approve, with these arguments or others; answer; decline."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from lib.protocol.call import Key


@dataclass(frozen=True)
class Decision:
    """`text` is for "approve" the arguments in place of the model's (None leaves those), for "answer" the output."""

    kind: Literal["approve", "answer", "decline"]
    text: str | None = None


class Approvals:
    """The calls of one run that wait for a decision. Used in the engine's loop alone."""

    def __init__(self, decided: dict[Key, Decision] | None = None) -> None:
        self.decided = decided or {}  # before their calls are held
        self.held: dict[Key, asyncio.Future[Decision]] = {}

    def early(self, key: Key) -> Decision | None:
        """What was decided before the call was held, once."""
        return self.decided.pop(key, None)

    def hold(self, key: Key) -> "asyncio.Future[Decision]":
        """The decision to wait for."""
        self.held[key] = asyncio.get_running_loop().create_future()
        return self.held[key]

    def decide(self, key: Key, decision: Decision) -> None:
        """Let a held call go on. A second decision, or one about a call that isn't held, changes nothing."""
        waiting = self.held.pop(key, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(decision)
