"""A request: the body as JSON and the name of the backend it goes to. Never a key."""

from dataclasses import dataclass
from typing import Any, Literal

BackendName = Literal["simulator", "openai", "compatible"]


@dataclass(frozen=True)
class Request:
    """What is sent: `body` as `POST /v1/responses` takes it, and the `backend` that answers.

    `stream` in the body decides how it is answered; without it the request streams.
    """

    body: dict[str, Any]
    backend: BackendName = "simulator"

    @property
    def streamed(self) -> bool:
        """False only where the body says `"stream": false`."""
        return self.body.get("stream", True) is not False

    @property
    def sent(self) -> dict[str, Any]:
        """The body as it is sent: `stream` always says how it is answered."""
        return {**self.body, "stream": self.streamed}

    def whole(self) -> "Request":
        """The same request, answered in one piece."""
        body = {name: value for name, value in self.body.items() if name != "stream_options"}
        return Request({**body, "stream": False}, self.backend)
