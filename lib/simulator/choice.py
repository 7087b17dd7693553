"""Which of the tools that are offered a prompt asks for: by the words that they share, and nothing else."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lib.simulator.reading.filling import filled
from lib.simulator.reading.finding import LONGEST
from lib.simulator.reading.leaves import leaves
from lib.simulator.reading.mentions import mentions
from lib.simulator.reading.words import CHANGING, LOOKING, STARTERS, alike, stem, stems, words
from lib.simulator.schemas.given import Path
from lib.simulator.tools import Tool

ENOUGH: Final = 2.0  # points below which a tool doesn't fit
ALSO: Final = 2.0  # points that a further tool needs by words of its own
MOST_CLAUSES: Final = 8
LIKE: Final = 0.7  # the worth of a word that means much the same
BEGINNINGS: Final = "|".join(sorted(STARTERS - {"the", "a", "an", "to", "in"}))
CLAUSE: Final = re.compile(
    rf"(?:[.?!;,]+|,? and|,? then)\s+(?=(?:also |then |and )?(?:{BEGINNINGS})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fit:
    """A tool with its points, by the stem that brought them; `restraint` is what they are multiplied by."""

    tool: Tool
    by_word: Mapping[str, float]
    restraint: float

    @property
    def points(self) -> float:
        return sum(self.by_word.values()) * self.restraint

    @property
    def shared(self) -> frozenset[str]:
        """The stems that the prompt and the tool share."""
        return frozenset(self.by_word)


def fitting(prompt: str, tools: Sequence[Tool]) -> list[Fit]:
    """The tools that the prompt asks for, the best first: one, and others where words of their own ask for them."""
    chosen: list[Fit] = []
    for fit in ranking(prompt, tools):
        explained = frozenset().union(*(other.shared for other in chosen))
        own = sum(points for word, points in fit.by_word.items() if word not in explained)
        if fit.points >= ENOUGH and (not chosen or (own >= ALSO and named(fit, explained))):
            chosen.append(fit)
    return chosen


def named(fit: Fit, explained: frozenset[str]) -> bool:
    """Whether a word of the tool's name, and not just of what is said about it, is in the prompt for it alone."""
    own = {stem(word) for word in words(fit.tool.name) if word not in LOOKING}
    return bool((own | alike(own)) & (fit.shared - explained))


def ranking(prompt: str, tools: Sequence[Tool]) -> list[Fit]:
    """All tools with their points, the best first.

    A word of the name is worth most, a word that many of the tools have little; for that, tools which are restrained
    don't count.
    """
    said = meant(prompt)
    similar = alike(said)
    changes = {CHANGING[word] for word in verbs(prompt[:LONGEST])}
    restraints = [restraint(changes, tool) for tool in tools]
    weighed = [weights(tool) for tool in tools]
    shared_by = Counter(word for found, held in zip(weighed, restraints, strict=True) if held == 1 for word in found)
    fits = []
    for tool, found, held in zip(tools, weighed, restraints, strict=True):
        shares = {word: 1 if word in said else LIKE for word in found if word in said or word in similar}
        by_word = {word: found[word] * share / (shared_by[word] + (held < 1)) ** 0.5 for word, share in shares.items()}
        fits.append(Fit(tool, by_word, held))
    return sorted(fits, key=lambda fit: -fit.points)


def restraint(said: set[str], tool: Tool) -> float:
    """Less than 1 for a tool that changes something the prompt has no verb for, and for one that only looks when
    the prompt wants a change; `said` is what the prompt's verbs come to.
    """
    does = {CHANGING[word] for word in words(tool.name)[:1] if word in CHANGING}
    if does:
        return 1 if does & said else 0.25
    return 0.4 if said else 1


def verbs(prompt: str) -> list[str]:
    """The verbs in a prompt that ask for a change, not those that are nouns there: `send`, but not `the order`."""
    found = re.findall(r"\w+", prompt.lower())
    nouns = {"the", "a", "an", "my", "our", "your", "this", "that", "any", "new", "by", "of", "via"}
    pairs = zip(["", *found], found, strict=False)
    return [word for before, word in pairs if word in CHANGING and before not in nouns]


def meant(prompt: str) -> set[str]:
    """The stems of a prompt, and those of what it means without saying so: arithmetic asks to calculate, `who is`
    asks for a person.
    """
    text = " ".join(prompt.split())[:LONGEST]
    found: set[str] = set()
    for one in reversed(mentions(text)):
        if one.kind == "expression":
            found.add(stem("calculate"))
            text = f"{text[: one.start]} {text[one.end :]}"
    if re.search(r"\b(?:[Ww]ho(?: is|'s|’s)|[Ll]ook up|[Kk]now about|[Tt]ell me about) [A-ZÀ-Þ]", text):
        found.add(stem("person"))
    return found | set(stems(text))


def weights(tool: Tool) -> dict[str, float]:
    """The stems of a tool with their weights."""
    found: dict[str, float] = {}

    def weigh(texts: Sequence[str], weight: float) -> None:
        for word in texts:
            found[word] = max(found.get(word, 0), weight)

    for leaf in leaves(tool.parameters):
        weigh(stems(leaf.name), 1)
        weigh(stems(leaf.about), 0.5)
        weigh([word for value in leaf.listed for word in stems(text_of(value))], 1)
    weigh(stems(tool.description), 1)
    for word in words(tool.name):
        weigh([stem(word)], 1 if word in LOOKING else 3)
    return found


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def values_for(tool: Tool, prompt: str) -> dict[Path, list[Any]]:
    """What a prompt has for a tool's parameters: by the clause that speaks of the tool, and where that has nothing
    for a parameter which is needed, by the whole prompt.
    """
    whole = filled(tool.parameters, prompt)
    clauses = CLAUSE.split(prompt[:LONGEST], MOST_CLAUSES)
    points = [ranking(clause, [tool])[0].points for clause in clauses]
    if len(clauses) == 1 or max(points) == 0:
        return whole
    own = filled(tool.parameters, clauses[points.index(max(points))])
    return {leaf.path: whole[leaf.path] for leaf in leaves(tool.parameters) if leaf.needed and leaf.path in whole} | own


def lacking(tool: Tool, values: Mapping[Path, list[Any]]) -> list[str]:
    """The names of the texts that a tool needs, if there is a value for none of what it needs."""
    needs = [leaf for leaf in leaves(tool.parameters) if leaf.needed and not leaf.nullable]
    if any(leaf.path in values for leaf in needs):
        return []
    return [leaf.name for leaf in needs if leaf.free]
