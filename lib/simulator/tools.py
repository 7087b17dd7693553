"""The tools of a request: those that can be called here, and which of them its `tool_choice` lets be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lib.simulator.errors import ApiError, invalid_type, invalid_value, missing
from lib.simulator.schemas.schema import trouble

Kind = Literal["function", "custom"]
MODES = ("none", "auto", "required")


@dataclass(frozen=True, slots=True)
class Tool:
    """A function or a custom tool; `at` is its place in `tools`."""

    kind: Kind
    name: str
    description: str
    parameters: Mapping[str, Any]
    at: int = 0
    pattern: str | None = None  # what a custom tool's input must match

    @property
    def properties(self) -> Mapping[str, Any]:
        found = self.parameters.get("properties")
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Offer:
    """The tools that may be called in this response; `forced` if one has to be."""

    tools: tuple[Tool, ...] = ()
    forced: bool = False
    single: bool = False  # a tool that `tool_choice` names is called exactly once


def offer(given: Mapping[str, Any]) -> Offer:
    """What `tools` and `tool_choice` of a request that was checked come to."""
    tools = tools_of(given)
    match given.get("tool_choice", "auto"):
        case "none":
            return Offer()
        case "required":
            return Offer(tools, forced=True)
        case {"type": "function" | "custom" as kind, "name": name}:
            return Offer(tuple(tool for tool in tools if (tool.kind, tool.name) == (kind, name)), True, single=True)
        case {"type": "allowed_tools", "tools": list(allowed), **rest}:
            names = {(entry.get("type"), entry.get("name")) for entry in allowed}
            chosen = tuple(tool for tool in tools if (tool.kind, tool.name) in names)
            return Offer(chosen, forced=rest.get("mode") == "required" and bool(chosen))
        case "auto":
            return Offer(tools)
        case _:  # a built-in tool, of which there are none here
            return Offer()


def tools_of(given: Mapping[str, Any]) -> tuple[Tool, ...]:
    """The functions and custom tools, in order."""
    return tuple(
        Tool(
            kind=tool["type"],
            name=tool["name"],
            description=tool.get("description") or "",
            parameters=tool.get("parameters") or {},
            at=at,
            pattern=(tool.get("format") or {}).get("definition") if tool["type"] == "custom" else None,
        )
        for at, tool in enumerate(given.get("tools", []))
        if tool["type"] in ("function", "custom")
    )


def check_tools(given: Mapping[str, Any]) -> None:
    """Raises ApiError for a tool or a `tool_choice` that isn't as it should be."""
    for at, tool in enumerate(given.get("tools", [])):
        check_tool(tool, f"tools[{at}]")
    match given.get("tool_choice", "auto"):
        case str(mode):
            if mode not in MODES:
                raise invalid_value("tool_choice", ", ".join(f"'{name}'" for name in MODES), mode)
            if mode == "required" and not given.get("tools"):
                raise ApiError(
                    400, "Tool choice 'required' must be specified with 'tools' parameter.", param="tool_choice"
                )
        case {"type": "function" | "custom" as kind, **rest}:
            check_chosen(given, kind, rest.get("name"), "tool_choice")
        case {"type": "allowed_tools", **rest}:
            check_allowed(given, rest.get("tools"), rest.get("mode", "auto"))
        case {"type": str()}:
            return
        case dict():
            raise missing("tool_choice.type")
        case other:
            raise invalid_type("tool_choice", "one of a string or an object", other)


def check_allowed(given: Mapping[str, Any], allowed: Any, mode: object) -> None:
    """Raises ApiError for a choice of `allowed_tools` that can't be read."""
    if not isinstance(allowed, list):
        raise missing("tool_choice.tools")
    if mode not in ("auto", "required"):
        raise invalid_value("tool_choice.mode", "'auto', 'required'", mode)
    for at, entry in enumerate(allowed):
        if not isinstance(entry, dict):
            raise invalid_type(f"tool_choice.tools[{at}]", "an object", entry)
        if entry.get("type") in ("function", "custom"):
            check_chosen(given, entry["type"], entry.get("name"), f"tool_choice.tools[{at}]")


def check_tool(tool: object, where: str) -> None:
    """Raises ApiError for one tool that can't be read."""
    if not isinstance(tool, dict):
        raise invalid_type(where, "an object", tool)
    if not isinstance(tool.get("type"), str):
        raise missing(f"{where}.type")
    if tool["type"] not in ("function", "custom"):
        return
    if not isinstance(tool.get("name"), str):
        raise missing(f"{where}.name")
    for field, kind in (("parameters", dict), ("description", str), ("format", dict)):
        if not isinstance(tool.get(field), kind | None):
            raise invalid_type(f"{where}.{field}", "an object" if kind is dict else "a string", tool[field])
    if found := trouble(tool.get("parameters") or {}):
        raise invalid_schema(tool["name"], where, *found)
    shape = (tool.get("format") or {}) if tool["type"] == "custom" else {}
    if shape.get("type") == "grammar" and (
        shape.get("syntax") != "regex" or not isinstance(shape.get("definition"), str)
    ):
        message = f"This server has no model and follows no {shape.get('syntax')!r} grammar; 'regex' it does."
        raise ApiError(400, message, param=f"{where}.format.syntax", code="unsupported_value")


def invalid_schema(name: str, where: str, place: tuple[str, ...], why: str) -> ApiError:
    """The error for parameters that are no schema, or one that no arguments are made for."""
    message = f"Invalid schema for function '{name}': In context={place!r}, {why}."
    return ApiError(400, message, param=f"{where}.parameters", code="invalid_function_parameters")


def check_chosen(given: Mapping[str, Any], kind: str, name: object, where: str) -> None:
    """Raises ApiError unless a tool of this kind and name is offered."""
    if not isinstance(name, str):
        raise missing(f"{where}.name")
    if not any((tool.get("type"), tool.get("name")) == (kind, name) for tool in given.get("tools", [])):
        raise ApiError(400, f"Tool choice '{name}' not found in 'tools' parameter.", param="tool_choice")
