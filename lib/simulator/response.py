"""The response object, with every field that OpenAI and the Open Responses specification have in it."""

import json
from collections.abc import Mapping
from typing import Any

from lib.simulator.body import Body
from lib.simulator.ids import Ids
from lib.simulator.prose import tokens
from lib.simulator.schemas.text_format import echoed

DEFAULTS: Mapping[str, Any] = {
    "background": False,
    "error": None,
    "frequency_penalty": 0.0,
    "incomplete_details": None,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "presence_penalty": 0.0,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "store": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
REQUIRED_OF_A_FUNCTION: dict[str, Any] = {"description": None, "parameters": None, "strict": True}


def opening(body: Body, ids: Ids) -> dict[str, Any]:
    """The response as `response.created` carries it: no output yet, and the request's own fields echoed."""
    given = body.given
    response = {
        "id": ids.of("resp"),
        "object": "response",
        "created_at": ids.created_at,
        "status": "in_progress",
        "completed_at": None,
        "model": body.model,
        "output": [],
        **{name: given.get(name, default) for name, default in DEFAULTS.items()},
        "reasoning": {
            "summary": None,
            **given.get("reasoning", {}),
            "effort": body.within("reasoning", "effort") or body.effort,
        },
        "service_tier": "default",
        "text": {"format": {"type": "text"}, "verbosity": "medium"} | set_in(text_of(given.get("text", {}))),
        "tools": [
            (REQUIRED_OF_A_FUNCTION if tool["type"] == "function" else {}) | tool for tool in given.get("tools", [])
        ],
        "usage": None,
    }
    if conversation := given.get("conversation"):
        response["conversation"] = {"id": conversation} if isinstance(conversation, str) else conversation
    return response


def text_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The `text` of a request as the response has it."""
    return {**fields, **({"format": echoed(fields["format"])} if fields.get("format") else {})}


def set_in(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that aren't null."""
    return {name: value for name, value in fields.items() if value is not None}


def input_tokens(body: Body) -> int:
    """The tokens of all that a model would read: instructions, messages, tools and the schema of its text."""
    texts = [body.given.get("instructions", ""), *(text for _, text, _ in body.messages)]
    if tools := body.given.get("tools"):
        texts.append(json.dumps(tools, ensure_ascii=False))
    if (text_format := body.within("text", "format")) and text_format["type"] == "json_schema":
        texts.append(json.dumps(text_format, ensure_ascii=False))
    return sum(map(tokens.count, texts))
