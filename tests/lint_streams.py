"""Streams for lint: the simulator's own, of each kind of item and ending, and the recorded ones with their origin."""

import json
from pathlib import Path
from typing import Any, Final

from lib.protocol.events import Event, event
from lib.protocol.recording import load
from lib.simulator.app import Server
from lib.simulator.body import read
from lib.simulator.pace import USUAL

CLOCK: Final = {
    "type": "function",
    "name": "get_time",
    "description": "The time in a zone.",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"zone": {"type": "string"}},
        "required": ["zone"],
        "additionalProperties": False,
    },
}
TIMES: Final = "What time is it in Asia/Tokyo and in America/New_York?"
QUERY: Final = {"type": "custom", "name": "run_query", "description": "Run an SQL query."}
SCHEMA: Final = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
    "required": ["city", "people"],
    "additionalProperties": False,
}
JSON: Final = {"format": {"type": "json_schema", "name": "city", "strict": True, "schema": SCHEMA}}
REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "text": {"input": "Describe this very stream in 40 tokens."},
    "without obfuscation": {"input": "Say hello.", "stream_options": {"include_obfuscation": False}},
    "reasoning": {"input": "What is a delta?", "reasoning": {"effort": "high", "summary": "detailed"}},
    "parallel calls": {"input": TIMES, "tools": [CLOCK]},
    "calls one after the other": {
        "input": TIMES,
        "tools": [CLOCK],
        "metadata": {"simulator_interleave": "false"},
    },
    "a custom tool": {"input": "Query all users.", "tools": [QUERY], "tool_choice": "required"},
    "structured output": {"input": "Paris has 2 million people.", "text": JSON},
    "a refusal": {"input": "A city.", "text": JSON, "metadata": {"simulator_flaw": "refusal"}},
    "cut off": {"input": "Describe this very stream in 300 tokens.", "max_output_tokens": 40},
    "cut off in reasoning": {
        "input": "What is a delta?",
        "reasoning": {"effort": "high", "summary": "detailed"},
        "max_output_tokens": 16,
    },
}

EXPLAINED: Final = {
    # api.openai.com itself, 2026: a custom tool with a grammar and `store: false`. Two items came in the stream, and
    # the response in response.completed has an empty output. A client that reads that one alone loses the call.
    "427-jeremychone-rust-genai-custom-grammar-tool-response-000-0.sse": {"final_empty"},
}
"""What lint finds in streams that api.openai.com completed, and why."""


def simulated(name: str) -> list[Event]:
    """What the simulator sends for the request of this name."""
    body = {"model": "sim-1", **REQUESTS[name], "stream": True}
    return [event(None, found) for _, found in Server(USUAL, "1").timed(read(json.dumps(body).encode()))]


def origins(folder: Path) -> dict[str, dict[str, Any]]:
    """The row of each recorded stream in the index beside them, by its file's name; {} without one."""
    index = folder / "index.jsonl"
    lines = index.read_text("utf-8").splitlines() if index.exists() else []
    return {row["file"]: row for row in map(json.loads, lines)}


def is_openai(row: dict[str, Any] | None) -> bool:
    """Whether a stream came from api.openai.com, completed, and is as it was recorded."""
    wanted = {"host": "api.openai.com", "ends_with": "completed", "framing": "recorded"}
    return row is not None and all(row.get(name) == value for name, value in wanted.items())


def recorded(path: Path) -> list[Event]:
    """The events of a recorded stream."""
    return load(path.read_bytes()).events
