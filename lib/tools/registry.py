"""The tools that are offered in one run, by name."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lib.tools.function import FunctionTool
from lib.tools.tool import Tool, ToolError


class ToolRegistry:
    """Tools by name, in the order in which they were given. A plain typed function becomes a FunctionTool.

    Raises ValueError for two of one name, and what FunctionTool raises.
    """

    def __init__(self, tools: Iterable[Tool | Callable[..., Any]] = ()) -> None:
        self._tools: dict[str, Tool] = {}
        for each in tools:
            tool = each if isinstance(each, Tool) else FunctionTool(each)
            if tool.name in self._tools:
                raise ValueError(f"expected tools of different names, got two named {tool.name!r}")
            self._tools[tool.name] = tool

    @property
    def names(self) -> list[str]:
        """The names, in order."""
        return list(self._tools)

    def __len__(self) -> int:
        return len(self._tools)

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def definitions(self) -> list[dict[str, Any]]:
        """The request's `tools`."""
        return [tool.definition() for tool in self]

    def tool(self, name: str) -> Tool:
        """The tool of this name. Raises ToolError "unknown_tool", which says what there is."""
        try:
            return self._tools[name]
        except KeyError:
            known = ", ".join(sorted(self._tools)) or "none"
            message = f"no tool named {name[:80]!r} is registered (there are: {known})"
            raise ToolError("unknown_tool", message) from None

    def named(self, name: str) -> Tool | None:
        """The tool of this name, if there is one."""
        return self._tools.get(name)

    def only(self, names: Iterable[str]) -> "ToolRegistry":
        """Those of these names, in the order of this registry. Raises ToolError for a name that isn't here."""
        chosen = {self.tool(name).name for name in names}
        return ToolRegistry(tool for tool in self if tool.name in chosen)
