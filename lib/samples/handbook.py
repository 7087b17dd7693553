"""A small handbook of streamed responses, and a search in it that names its sources."""

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

TEXT = Path(__file__).with_name("handbook.md")
BEST = 3
WORTH = 0.25  # of the best score: what is worse is left out
TITLE_WEIGHT = 3
EXCERPT = 320  # characters
# Words that say nothing about what is looked for.
FILLERS = frozenset(
    {"a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "how", "i", "if", "in", "is", "it", "its"}
    | {"of", "on", "or", "that", "the", "there", "this", "to", "was", "what", "when", "which", "who", "why", "with"}
)


@dataclass(frozen=True)
class Section:
    """One section; `source` is what to cite: `handbook#function-calls`."""

    source: str
    title: str
    text: str


@dataclass(frozen=True)
class Found:
    """A section that answers a query, with the sentences that do; a higher score is a better one."""

    source: str
    title: str
    excerpt: str
    score: float


def search_handbook(query: Annotated[str, "A few words to look for, such as parallel function calls"]) -> list[Found]:
    """Search a handbook about streamed responses. Gives the best sections, each with the source to cite."""
    wanted = words(query)
    scored = [(_score(section, wanted), section) for section in sections()]
    least = max(WORTH * max(score for score, _ in scored), 0.01)
    best = sorted((each for each in scored if each[0] >= least), key=lambda each: -each[0])[:BEST]
    return [Found(each.source, each.title, excerpt(each, wanted), round(score, 2)) for score, each in best]


@cache
def sections() -> tuple[Section, ...]:
    """The sections of the handbook, in order."""
    parts = re.split(r"^# ", TEXT.read_text("utf-8"), flags=re.MULTILINE)[1:]
    split = [part.partition("\n") for part in parts]
    return tuple(
        Section(f"handbook#{re.sub('[^a-z]+', '-', title.lower())}", title, text.strip()) for title, _, text in split
    )


def words(text: str) -> set[str]:
    """The words of a text that count, in lower case, without the plural's s. `call_id` is one word."""
    found = re.findall(r"[a-z0-9_]+", text.lower())
    return {word.removesuffix("s") if len(word) > 3 else word for word in found if word not in FILLERS}


def all_words(text: str) -> set[str]:
    """Its words, and the parts of its names: `call_id`, `call` and `id`."""
    return words(text) | words(text.replace("_", " "))


def excerpt(section: Section, wanted: set[str]) -> str:
    """Some sentences of a section, among them the one that has most of these words; cut to a few lines."""
    sentences = re.split(r"(?<=[.!?:;]) ", section.text)
    best = max(range(len(sentences)), key=lambda at: len(wanted & all_words(sentences[at])))
    while best and len(" ".join(sentences[best - 1 :])) <= EXCERPT:
        best -= 1
    text = " ".join(sentences[best:])
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rpartition(" ")[0] + "…"


def _score(section: Section, wanted: set[str]) -> float:
    """How well a section fits: each word counts once, in the title thrice, and more the rarer it is."""
    title, text = all_words(section.title), all_words(section.text)
    everywhere = [all_words(f"{each.title} {each.text}") for each in sections()]
    rare = {word: math.log(1 + len(everywhere) / (1 + sum(word in each for each in everywhere))) for word in wanted}
    return sum(rare[word] * ((word in text) + TITLE_WEIGHT * (word in title)) for word in wanted)
