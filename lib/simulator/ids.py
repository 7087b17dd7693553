"""The ids and the creation time of one response."""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EPOCH = 1_767_225_600  # 2026-01-01: where the invented clock of seeded responses starts


@dataclass(frozen=True, slots=True)
class Ids:
    """What tells one response from another. `key` decides all that looks random in it: ids, jitter,
    obfuscation.
    """

    key: str
    created_at: int

    @property
    def digits(self) -> str:
        """64 hex digits that follow from the key."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    def of(self, prefix: str, number: int = 0) -> str:
        """The id of a thing in this response that has this prefix: `resp`, `rs`, `msg`; calls are numbered."""
        source = f"{prefix}:{self.key}" + (f":{number}" if number else "")
        return f"{prefix}_{hashlib.sha256(source.encode()).hexdigest()[:48]}"


def fresh_ids() -> Ids:
    """Ids that no one can foresee, and the time by the clock."""
    return Ids(secrets.token_hex(16), int(time.time()))


def seeded_ids(request: Mapping[str, Any], seed: str) -> Ids:
    """Ids that follow from the request and the seed alone. `created_at` does too: it is not the clock's time.

    `stream` doesn't count, so a streamed response and a whole one of the same request are the same object.
    """
    same = {name: value for name, value in request.items() if name not in ("stream", "stream_options")}
    text = json.dumps([seed, same], sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()
    return Ids(key, EPOCH + int(key[:6], 16))
