"""The outputs of calls -> the text that answers from them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lib.simulator.history import Made, parsed
from lib.simulator.messages import quoted

LONGEST: Final = 1500  # characters of one output that are repeated
ROWS: Final = 20
LONG: Final = 24  # characters of a text that makes a column too wide to repeat
DECLINED: Final = ("declined", "denied", "rejected", "not approved")
PICKED: Final = (
    "I am a simulator and have no model: the {calls} and {their} were picked by matching the words of your prompt "
    "with the tools that you offered, and this text only repeats what came back."
)


def told(made: Sequence[Made]) -> str:
    """What came back, each output with the tool that it came from, and how the calls were picked."""
    groups: dict[str, list[Made]] = {}
    for one in made:
        groups.setdefault(one.name, []).append(one)
    blocks = [block for name, calls in groups.items() for block in of_tool(name, calls)]
    several = len(made) > 1
    texts = any(not isinstance(one.arguments, dict) for one in made)
    their = f"{'their' if several else 'its'} {'input' if texts else 'arguments'}"
    if any(refused(one.output) for one in made):
        blocks.append("I went no further, because not every call did what it was for.")
    return "\n\n".join([*blocks, PICKED.format(calls="calls" if several else "call", their=their)])


def of_tool(name: str, calls: Sequence[Made]) -> list[str]:
    """What one tool gave back: as one table where all outputs are alike, else one after the other."""
    bodies = [body(one)[0] for one in calls]
    alike = all(flat(one) and not refusal(one) and set(one) == set(bodies[0]) for one in bodies)
    if len(calls) > 1 and alike and not any(body(one)[1] for one in calls):
        asked = [{"Asked for": plain(one.arguments)} for one in calls]
        rows = [ask | found for ask, found in zip(asked, bodies, strict=True)]
        shared = alike_in(rows)
        return [f"From `{name}`, in {len(calls)} calls:", table(rows, shared), *said_once(rows[0], shared)]
    return [block for one in calls for block in of_call(one)]


def of_call(one: Made) -> list[str]:
    """What one call gave back."""
    asked = f" for {line(one.arguments)}" if one.arguments not in ({}, "") else ""
    said, changed = body(one)
    blocks = []
    if changed is not None:
        blocks.append(f"You changed the arguments of `{one.name}`{asked} to {line(changed)}; it ran with yours.")
        asked = f" for {line(changed)}"
    if reason := refusal(said):
        return [*blocks, reason.format(call=f"`{one.name}`{asked}")]
    if said in ("", None, [], {}):
        return [*blocks, f"`{one.name}`{asked} gave back nothing."]
    return [*blocks, f"From `{one.name}`{asked}:", shown(said)]


def body(one: Made) -> tuple[Any, Any]:
    """An output as JSON where it is, and the arguments that the user put in place of the call's, if any."""
    return unwrapped(one.output)


def unwrapped(output: str) -> tuple[Any, Any]:
    """The same of an output's text."""
    found = parsed(output)
    if isinstance(found, dict) and "arguments_changed_to" in found:
        inner = found.get("output")
        return (parsed(inner) if isinstance(inner, str) else inner), found["arguments_changed_to"]
    return found, None


def refused(output: str) -> bool:
    """Whether an output says that the call failed, or wasn't allowed to run."""
    return bool(refusal(unwrapped(output)[0]))


def refusal(said: Any) -> str:
    """A sentence about an output that is an error or says that the call was declined, with a place for the call;
    empty for any other.
    """
    reason = said.get("error") if isinstance(said, Mapping) else None
    if isinstance(reason, Mapping):
        reason = reason.get("message") or reason
    text = str(reason or (said if isinstance(said, str) else "")).strip()
    declined = any(word in text[:200].lower() for word in DECLINED) and (reason or len(text) < 200)
    if isinstance(said, Mapping) and (said.get("declined") is True or said.get("status") == "declined"):
        declined, text = True, str(said.get("reason") or said.get("message") or "")
    said_so = quoted(text)
    why = f" The output says: {said_so}{'' if said_so[-2] in '.!?' else '.'}" if text else ""
    why = why.replace("{", "{{").replace("}", "}}")
    if declined:
        return "{call} was declined, so it did not run." + why
    return "{call} failed." + why if reason else ""


def shown(said: Any) -> str:
    """JSON as a list or a table, text as a quote."""
    match said:
        case dict() if flat(said):
            return "\n".join(f"- {cell(name)}: {cell(value)}" for name, value in list(said.items())[:ROWS])
        case list() if said and all(isinstance(entry, dict) and flat(entry) for entry in said):
            return table(said)
        case list() if all(not isinstance(entry, (dict, list)) for entry in said):
            return "\n".join(f"- {cell(entry)}" for entry in said[:ROWS]) + more(said)
        case dict():
            return "\n\n".join(
                f"{cell(name)}:\n\n{shown(value)}"
                if isinstance(value, list) and value
                else f"- {cell(name)}: {cell(value)}"
                for name, value in list(said.items())[:ROWS]
            )
        case str():
            return "\n".join(f"> {row}" for row in clipped(said).splitlines())
        case list():
            return f"```json\n{clipped(json.dumps(said, ensure_ascii=False, indent=1))}\n```"
        case _:
            return f"> {cell(said)}"


def alike_in(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns with the same long text in each row: it is said once, below."""
    return [
        name
        for name, value in rows[0].items()
        if isinstance(value, str) and len(value) > LONG and all(row.get(name) == value for row in rows)
    ]


def said_once(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """What holds for all rows."""
    return [f"For all of them, {cell(name)}: {cell(row[name])}." for name in names]


def table(rows: Sequence[Mapping[str, Any]], without: Sequence[str] = ()) -> str:
    """Objects as the rows of a table; the columns are all of their fields but those in `without`."""
    columns = list(dict.fromkeys(name for row in rows for name in row if name not in without))[:12]
    lines = [[cell(row.get(name, "")) for name in columns] for row in rows[:ROWS]]
    parts = [[cell(name) for name in columns], ["---"] * len(columns), *lines]
    return "\n".join(f"| {' | '.join(part)} |" for part in parts) + more(rows)


def more(entries: Sequence[Any]) -> str:
    """How many entries are not shown, if any."""
    return f"\n\n… and {len(entries) - ROWS:,} more." if len(entries) > ROWS else ""


def flat(value: object) -> bool:
    """Whether this is an object without arrays and objects in it."""
    return (
        isinstance(value, dict) and bool(value) and not any(isinstance(part, (dict, list)) for part in value.values())
    )


def line(arguments: Any) -> str:
    """The arguments of a call in a few words, in a code span each."""
    if not isinstance(arguments, dict):
        return quoted(str(arguments))
    values = [value for value in arguments.values() if value not in (None, "")]
    return ", ".join(
        quoted(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for value in values
    )


def plain(arguments: Any) -> str:
    """The arguments of a call in a few words."""
    values = arguments.values() if isinstance(arguments, dict) else [arguments]
    return ", ".join(str(value) for value in values if value not in (None, ""))


def cell(value: Any) -> str:
    """A value on one line, with nothing in it that Markdown would read."""
    if isinstance(value, (dict, list)):
        return quoted(json.dumps(value, ensure_ascii=False))
    text = (
        {None: "none", True: "yes", False: "no"}.get(value) if value is None or isinstance(value, bool) else str(value)
    )
    text = " ".join(clipped(str(text)).split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#$~" else sign for sign in text)


def clipped(text: str) -> str:
    """A text, cut where it is very long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
