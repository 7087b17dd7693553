"""The responses that a server remembers."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lib.simulator.errors import ApiError
from lib.simulator.messages import Message


class Kept(NamedTuple):
    """A finished response, and the messages that a request which follows it has behind it."""

    response: dict[str, Any]
    messages: tuple[Message, ...]


@dataclass(slots=True)
class Stored:
    """The last `most` responses by id, the oldest forgotten first."""

    most: int = 1000
    kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)

    def keep(self, response: dict[str, Any], messages: tuple[Message, ...]) -> None:
        """Remember a response that is over, and what it says as the last of the messages."""
        said = [
            Message("assistant", part["text"])
            for item in response["output"]
            if item["type"] == "message"
            for part in item["content"]
        ]
        self.kept[response["id"]] = Kept(response, (*messages, *said))
        self.kept.move_to_end(response["id"])
        while len(self.kept) > self.most:
            self.kept.popitem(last=False)

    def response(self, id: str) -> dict[str, Any]:
        """The response with this id; raises the API's 404."""
        if id not in self.kept:
            raise ApiError(404, f"Response with id '{id}' not found.", param="response_id", code="response_not_found")
        return self.kept[id].response

    def messages_before(self, id: str | None) -> tuple[Message, ...]:
        """The messages up to the response that a request follows; raises the API's 400 if there is no such
        response.
        """
        if id is None:
            return ()
        if id not in self.kept:
            message = f"Previous response with id '{id}' not found."
            raise ApiError(400, message, param="previous_response_id", code="previous_response_not_found")
        return self.kept[id].messages
