"""What an answer says first: that there is no model, what it was asked, and what of the request it can't
honour.
"""

from collections.abc import Sequence

from lib.simulator.body import Body
from lib.simulator.choice import fitting, lacking, values_for
from lib.simulator.messages import quoted, summary
from lib.simulator.prose.description import Stream
from lib.simulator.prose.wish import MOST, Wish, wish_of
from lib.simulator.tools import offer

NO_MODEL = "I am a simulator and have no model."


def no_model(body: Body, wish: Wish) -> str:
    """One sentence: there is no model here, and what was asked."""
    work = f"write {'an' if wish.work and wish.work[0] in 'aeiou' else 'a'} {wish.work}" if wish.work else "answer that"
    if not body.prompt:
        return "I am a simulator and have no model, and no user message came with this request."
    return f"I am a simulator and have no model, so I can't {work}; you asked: {quoted(body.prompt)}."


def notes(body: Body, wish: Wish, honoured: bool) -> str:
    """What the request asks for besides an answer, and what becomes of it; empty if there is nothing to say.

    `honoured`: the prompt's own length and form show in the answer, and needn't be repeated.
    """
    told = []
    if len(body.messages) > 1:
        told.append(f"I was sent {summary(body.messages)}, and answer the last user message.")
    if (asked := str(wish_of(body.prompt))) and not (honoured and not wish.language):
        told.append(f"You asked for {asked}.")
    if (wish.amount or 0) > MOST:
        told.append(f"I stop at {MOST:,}.")
    if asked := str(wish_of(body.instructions)):
        told.append(f"Your instructions ask for {asked}.")
    if wish.language and wish.language != "English":
        told.append("I have English only.")
    if tools := body.given.get("tools"):
        names = ", ".join(quoted(tool.get("name") or tool["type"]) for tool in tools)
        plural = "s" * (len(tools) > 1)
        told.append(f"You offered {len(tools)} tool{plural} ({names}); {why_none(body)}.")
    if body.given.get("conversation"):
        told.append("I keep no conversation objects, so I know nothing of what was said in yours.")
    if body.given.get("background"):
        told.append("I have no background mode, so this response runs only as long as you are connected.")
    return " ".join(told)


def why_none(body: Body) -> str:
    """Why none of the tools is called."""
    if body.given.get("tool_choice") == "none":
        return "your `tool_choice` says none, so I call none"
    if not offer(body.given).tools:
        return "I can call functions and custom tools only, so I call none"
    for fit in fitting(body.prompt, offer(body.given).tools):
        if names := lacking(fit.tool, values_for(fit.tool, body.prompt)):
            missing = " and ".join(quoted(name) for name in names)
            return f"{quoted(fit.tool.name)} comes closest, but I find no {missing} in your words, so I call none"
    return "by their words none of them fits what you asked, so I call none"


def introduction(stream: Stream, types: Sequence[str]) -> str:
    """Where this text stands in its response, and what was sent before its first delta."""
    names = list(dict.fromkeys(f"`{name.removeprefix('response.')}`" for name in types))
    what = f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f"This text is a message item at `output_index` {stream.output_index}, with one `output_text` part. "
        f"Its first delta is event {len(types):,} of the stream, counted from 0. "
        f"The {len(types):,} events before it were {what}."
    )
