"""The reasoning item of a response that calls tools, or answers from outputs: how the calls were really picked."""

from collections.abc import Sequence

from lib.simulator.body import Body
from lib.simulator.calls import Wanted
from lib.simulator.choice import ranking
from lib.simulator.history import Made, parsed
from lib.simulator.ids import Ids
from lib.simulator.items import Item
from lib.simulator.messages import quoted
from lib.simulator.outputs import line, refused
from lib.simulator.prose.reasoning import reading, thought
from lib.simulator.tools import offer

NAMED = 5  # tools whose points are told


def thinking_of_calls(body: Body, ids: Ids, calls: Sequence[Wanted]) -> list[Item]:
    """The reasoning before calls, if the request wants reasoning."""
    return thought(body, ids, (picking(body, calls), filling(calls), ordering(body, calls), reading(body)))


def thinking_of_outputs(body: Body, ids: Ids, made: Sequence[Made]) -> list[Item]:
    """The reasoning before an answer from outputs, if the request wants reasoning."""
    trouble = sum(refused(one.output) for one in made)
    text = (
        f"**Reading the outputs**\n\nThe calls since the last user message have {len(made)} output"
        f"{'s' * (len(made) > 1)}"
        + (f", {trouble} of which tell of an error or that a call was declined" if trouble else "")
        + ". No further call is open, so I write down what came back, and by which tool."
    )
    return thought(body, ids, (text, reading(body)))


def picking(body: Body, calls: Sequence[Wanted]) -> str:
    """Which words brought each tool its points."""
    ranked = ranking(body.prompt, offer(body.given).tools)
    names = ", ".join(
        f"{quoted(fit.tool.name)} {fit.points:.1f}" + (f" ({', '.join(sorted(fit.shared))})" if fit.shared else "")
        for fit in ranked[:NAMED]
    )
    chosen = " and ".join(dict.fromkeys(quoted(call.tool.name) for call in calls))
    return (
        "**Picking the tools**\n\nI compared the stems of the prompt's words with the names, descriptions and "
        f"parameters of {len(ranked)} tool{'s' * (len(ranked) != 1)}. Points, and the stems that brought them: "
        f"{names}. I call {chosen}."
    )


def filling(calls: Sequence[Wanted]) -> str:
    """Where the arguments come from."""
    told = [
        f"{quoted(call.tool.name)} gets {line(parsed(call.sent)) or 'no argument'}, with {call.given} from the prompt"
        for call in calls
    ]
    return (
        "**Filling in the arguments**\n\n"
        + "; ".join(told)
        + ". What the prompt has nothing for is neutral: a made-up name, null, or the least that fits."
    )


def ordering(body: Body, calls: Sequence[Wanted]) -> str:
    """Why so many calls are made now."""
    if body.given.get("parallel_tool_calls") is False:
        return "**Ordering the calls**\n\n`parallel_tool_calls` is false, so I make one call in this response."
    several = f"{len(calls)} calls" if len(calls) > 1 else "one call"
    return f"**Ordering the calls**\n\nI make {several} now; whatever needs an output first comes after it."
