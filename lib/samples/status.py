"""What an HTTP status code means, from a service that fails at first on purpose, so that a retry can be seen."""

import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from lib.tools.function import retryable

FAILURES = 2
NOTE = f"the meaning is real; the service simulates trouble: the first {FAILURES} tries for a code fail"


@dataclass(frozen=True)
class Meaning:
    """One status code; `tries` counts those that this answer took."""

    code: int
    phrase: str
    description: str
    tries: int
    note: str = NOTE


class UnreliableService:
    """Looks up status codes; every lookup fails twice before it succeeds."""

    def __init__(self) -> None:
        self._tries: dict[int, int] = {}
        self._lock = threading.Lock()

    @retryable
    def look_up_status(self, code: Annotated[int, "HTTP status code, such as 429"]) -> Meaning:
        """Look up what an HTTP status code means. The service is unreliable on purpose, and may be tried again."""
        try:
            status = HTTPStatus(code)
        except ValueError:
            raise ValueError(f"no HTTP status code {code} is known") from None
        with self._lock:
            tries = self._tries.get(code, 0) + 1
            self._tries[code] = 0 if tries > FAILURES else tries
        if tries <= FAILURES:
            raise ConnectionError(f"simulated trouble, try {tries}: the service did not answer")
        return Meaning(code, status.phrase, status.description, tries)
