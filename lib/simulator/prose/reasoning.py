"""The reasoning item of an answer: how the simulator really comes to what it says."""

from collections.abc import Sequence

from lib.simulator.body import Body
from lib.simulator.ids import Ids
from lib.simulator.items import Item, Reasoning
from lib.simulator.messages import summary
from lib.simulator.prose import tokens
from lib.simulator.prose.knowledge import SECTIONS, Section
from lib.simulator.prose.wish import Wish

PARTS = {"low": 1, "medium": 2, "high": 3, "xhigh": 4, "max": 4}


def reasoning_of(body: Body, ids: Ids, wish: Wish, sections: Sequence[Section]) -> list[Item]:
    """The reasoning item of a text, if the request wants one; the effort decides how many parts it has.

    Its text is written in any case and counts as tokens; it is shown only to a request with
    `reasoning.summary`, and only its first part if that says `concise`.
    """
    return thought(body, ids, (reading(body), choosing(body, sections), planning(wish), checking()))


def thought(body: Body, ids: Ids, texts: Sequence[str]) -> list[Item]:
    """The reasoning item with these texts, as many as the effort allows, if the request wants reasoning at all."""
    if body.effort is None:
        return []
    texts = texts[: PARTS[body.effort]]
    asked = body.within("reasoning", "summary")
    parts = tuple(tuple(tokens.split(text)) for text in (texts[:1] if asked == "concise" else texts))
    return [Reasoning(ids.of("rs"), parts, shown=asked is not None)]


def reading(body: Body) -> str:
    """What there is to read."""
    prompt = body.prompt
    return (
        f"**Reading the request**\n\nThere is {summary(body.messages)}. The last user message has "
        f"{len(prompt):,} characters in {len(prompt.split()):,} words, about {tokens.count(prompt):,} tokens."
    )


def choosing(body: Body, sections: Sequence[Section]) -> str:
    """Which of the known subjects it is about."""
    text = "**Choosing a subject**\n\nI compared the message with the words of the "
    text += f"{len(SECTIONS)} subjects that I know. "
    if not sections:
        return text + "I will not answer from any of them, so I will describe this stream."
    prompt = body.prompt.lower()
    named = " and ".join(f"“{section.title}” with {section.score(prompt)} points" for section in sections[:2])
    return f"{text}Closest: {named}."


def planning(wish: Wish) -> str:
    """How long the answer should be."""
    stated = f"The request asks for {wish}." if str(wish) else "The request states no length or form."
    return f"**Planning the answer**\n\n{stated} I will write block after block, and count the deltas of each."


def checking() -> str:
    """Why the figures will be true."""
    return (
        "**Checking the figures**\n\nA sentence about this stream may only tell what is settled when it is "
        "written: the deltas before it and the place where it starts. Then it stays true, however the text "
        "goes on."
    )
