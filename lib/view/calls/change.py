"""What a tool has changed: its state before and after as indented lines, with the changed ones marked."""

import difflib
from typing import Any, Final

from lib.view.inert import valid

MOST: Final = 400  # lines


def lines(before: Any, after: Any) -> str:
    """The whole state after, in the form of a diff: `+` came, `-` went."""
    old, new = outline(before)[:MOST], outline(after)[:MOST]
    said: list[str] = []
    for kind, first, last, begin, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            said += [f"  {line}" for line in old[first:last]]
        else:
            said += [f"- {line}" for line in old[first:last]] + [f"+ {line}" for line in new[begin:end]]
    return valid("\n".join(said))


def outline(value: Any, depth: int = 0) -> list[str]:
    """Plain data as lines. A list of objects that share a `team`, a `group` or the like is grouped by it."""
    indent = "  " * depth
    match value:
        case {"teams": list(teams), "users": list(users)}:
            return [line for team in teams for line in (f"{indent}{team}", *members(team, users, indent))]
        case dict():
            return [
                line
                for name, inner in value.items()
                for line in (
                    [f"{indent}{name}", *outline(inner, depth + 1)]
                    if isinstance(inner, dict | list)
                    else [f"{indent}{name}: {inner}"]
                )
            ]
        case list():
            return [line for inner in value for line in outline(inner, depth)]
    return [f"{indent}{value}"]


def members(team: Any, users: list[Any], indent: str) -> list[str]:
    """The people of a team, in the order in which they came."""
    return [
        f"{indent}  {user.get('name')}, {user.get('role')}"
        for user in users
        if isinstance(user, dict) and user.get("team") == team
    ]
