"""A request -> the calls that its response makes now; none where it has to answer in text."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lib.simulator.body import Body
from lib.simulator.choice import fitting, lacking, ranking, values_for
from lib.simulator.errors import ApiError
from lib.simulator.history import Made, calls_made
from lib.simulator.outputs import refused
from lib.simulator.reading.leaves import leaves
from lib.simulator.reading.mentions import as_expression, mentions
from lib.simulator.reading.words import CHANGING, LOOKING, words
from lib.simulator.schemas import pattern
from lib.simulator.schemas.given import Values
from lib.simulator.schemas.instance import Unfit, instance
from lib.simulator.tools import Tool, invalid_schema, offer

MOST_TURNS: Final = 5
MOST_CALLS: Final = 8  # in one response


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call to make: the tool, and its arguments as JSON text, or a custom tool's input."""

    tool: Tool
    sent: str
    points: float = 0.0
    given: int = 0  # the arguments that have a value from the prompt


def calls_of(body: Body, key: str = "0" * 32) -> list[Wanted]:
    """The calls that this response makes. `key` decides what looks random in their arguments."""
    offered = offer(body.given)
    made = calls_made(body.messages)
    if not offered.tools or (made and made[-1].turn + 1 >= MOST_TURNS):
        return []
    stages = planned(body.prompt, offered.tools, offered.forced, key)
    if any(refused(one.output) for one in made) and not offered.forced:
        return []
    open_now: list[Wanted] = []
    for stage in stages:
        open_now = [wanted for wanted in stage if not is_made(wanted, made)]
        if open_now:
            break
    if offered.single or body.given.get("parallel_tool_calls") is False:
        return open_now[:1]
    return open_now[:MOST_CALLS]


def is_made(wanted: Wanted, made: Sequence[Made]) -> bool:
    """Whether this very call has been made."""
    sent = json.loads(wanted.sent) if wanted.tool.kind == "function" else wanted.sent
    for one in made:
        before = one.arguments if wanted.tool.kind == "function" else one.sent
        if one.name == wanted.tool.name and before == sent:
            return True
    return False


def planned(prompt: str, tools: Sequence[Tool], forced: bool, key: str) -> list[list[Wanted]]:
    """The calls that a prompt asks for, stage by stage: what is looked up first, then the rest."""
    fits = fitting(prompt, tools) or (ranking(prompt, tools)[:1] if forced else [])
    fits = fits[:MOST_CALLS]
    given = {fit.tool.name: values_for(fit.tool, prompt) for fit in fits}
    if not forced:
        fits = [fit for fit in fits if not lacking(fit.tool, given[fit.tool.name])]
    wanted = [call for fit in fits for call in calls_to(fit.tool, prompt, given[fit.tool.name], fit.points, key)]
    first: list[Wanted] = []
    for fit in fits:
        first += [call for call in lookups(fit.tool, given[fit.tool.name], tools, key) if call not in [*first, *wanted]]
    return [first, wanted] if first else [wanted]


def lookups(tool: Tool, mine: Values, tools: Sequence[Tool], key: str) -> list[Wanted]:
    """What to look up before a tool changes something: with tools that only look, and that share an argument
    with it which the prompt gives. What is to be made new is not looked up.
    """
    verb = words(tool.name)[:1]
    if not verb or verb[0] not in CHANGING:
        return []
    making = CHANGING[verb[0]] == "add"
    found: list[Wanted] = []
    for other in tools:
        looks = words(other.name)[:1]
        places = [leaf for leaf in leaves(other.parameters) if leaf.needed]
        if not looks or looks[0] not in LOOKING or other.kind != "function" or len(places) != 1:
            continue
        same = [mine[path] for path in mine if path == places[0].path and not (making and "name" in places[0].words)]
        if same:
            found.append(call_to(other, {places[0].path: same[0][:1]}, 0, 0.0, key))
    return found[:2]


def calls_to(tool: Tool, prompt: str, values: Values, points: float, key: str) -> list[Wanted]:
    """The calls of one tool: as many as a list in the prompt has entries for a single place."""
    if tool.kind == "custom":
        return [Wanted(tool, written(tool, prompt), points, given=1)]
    single = [len(values[leaf.path]) for leaf in leaves(tool.parameters) if leaf.path in values and not leaf.many]
    calls: list[Wanted] = []
    for turn in range(min(max(single, default=1), MOST_CALLS)):
        call = call_to(tool, values, turn, points, key)
        if call.sent not in [other.sent for other in calls]:
            calls.append(call)
    return calls


def call_to(tool: Tool, values: Values, turn: int, points: float, key: str) -> Wanted:
    """One call, with arguments that fit the tool's schema; raises the API's 400 for one that has no instance."""
    schema = tool.parameters
    try:
        if schema.get("type", "object") != "object":
            raise Unfit((), f"schema must be a JSON Schema of 'type: \"object\"', got 'type: {schema['type']!r}'")
        arguments = instance({"type": "object", **schema}, values, turn, key)
    except Unfit as error:
        raise invalid_schema(tool.name, f"tools[{tool.at}]", error.place, str(error)) from None
    return Wanted(tool, json.dumps(arguments, ensure_ascii=False, separators=(",", ":")), points, len(values))


def written(tool: Tool, prompt: str) -> str:
    """The input of a custom tool: code, a quoted text, arithmetic, what follows a colon, or the whole prompt."""
    block = re.search(r"```\w*\n(.*?)```", prompt, re.DOTALL)
    found = mentions(" ".join(prompt.split())[:4000])
    quoted = [one.text for one in found if one.kind == "quoted"]
    sums = [as_expression(one.text) for one in found if one.kind == "expression"]
    _, _, after = prompt.partition(":\n") if ":\n" in prompt else prompt.partition(": ")
    texts: list[Any] = [block and block[1].strip("\n"), *quoted, *sums, after.strip(), prompt.strip()]
    texts = [text for text in texts if text]
    if tool.pattern is None:
        return str(texts[0]) if texts else ""
    try:
        fitting_texts = [text for text in texts if pattern.matches(f"^(?:{tool.pattern})$", text)]
        return fitting_texts[0] if fitting_texts else pattern.matching(f"^(?:{tool.pattern})$")
    except pattern.Unsupported as error:
        param = f"tools[{tool.at}].format.definition"
        raise ApiError(400, f"Invalid grammar: {error}.", param=param, code="unsupported_value") from None
