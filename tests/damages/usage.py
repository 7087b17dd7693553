"""Damage to the final response's usage."""

from lib.protocol.events import Body
from tests.damages.places import ends
from tests.damages.stream import Stream


def with_usage(stream: Stream, at: int) -> bool:
    usage = stream[at].body["response"].get("usage") if ends(stream, at) else None
    return isinstance(usage, dict) and type(usage.get("total_tokens")) is int


def detailed(stream: Stream, at: int) -> bool:
    usage = stream[at].body["response"].get("usage") if ends(stream, at) else None
    return isinstance(usage, dict) and isinstance(usage.get("output_tokens_details"), dict)


def raised_total(body: Body) -> None:
    body["response"]["usage"]["total_tokens"] += 1


def more_reasoned(body: Body) -> None:
    usage = body["response"]["usage"]
    usage["output_tokens_details"]["reasoning_tokens"] = usage["output_tokens"] + 1
