"""The responses that a server remembers."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lib.simulator.errors import ApiError
from lib.simulator.messages import Message, message


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
        said = (message_of(item) for item in response["output"] if usable(item))
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

    def followed(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """The messages, with the items that are kept here in place of the references to them."""
        wanted = {entry.item["id"] for entry in messages if entry.item and entry.item["type"] == "item_reference"}
        if not wanted:
            return messages
        items = {item["id"]: item for kept in self.kept.values() for item in kept.response["output"]}
        found = {id: message_of(items[id]) for id in wanted & items.keys()}
        return tuple(
            found.get(entry.item["id"], entry) if entry.item and "id" in entry.item else entry for entry in messages
        )


def message_of(item: dict[str, Any]) -> Message:
    """An item of a response as the message that it is to the next one."""
    return message(item, "output")


def usable(item: dict[str, Any]) -> bool:
    """Whether a response that follows can go on from it: not from reasoning, nor from a call that was cut off."""
    return bool(item["type"] == "message") or (item["type"] != "reasoning" and item["status"] == "completed")
