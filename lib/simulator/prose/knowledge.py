"""What the simulator knows: the sections of knowledge.md, and which of them a prompt is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Section:
    """A subject. `gist` is it in one sentence; `blocks` are Markdown, the most important first.

    `names` are words that mean this subject and hardly anything else, `hints` ones that often do.
    """

    title: str
    names: tuple[str, ...]
    hints: tuple[str, ...]
    gist: str
    blocks: tuple[str, ...]

    def score(self, text: str) -> int:
        """How much a text is about it: two for each name in it, one for each hint."""
        return 2 * sum(says(text, word) for word in self.names) + sum(says(text, word) for word in self.hints)


def says(text: str, word: str) -> bool:
    """Whether a lower-case text has this word, as a word of its own."""
    return word in text and re.search(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", text) is not None


def sections(markdown: str) -> tuple[Section, ...]:
    """The sections of a text written like knowledge.md: a title, `Words:` names | hints, `Gist:`, blocks.

    A blank line ends a block, in a code block too.
    """
    return tuple(section(text) for text in re.split(r"^# ", markdown, flags=re.MULTILINE)[1:])


def section(text: str) -> Section:
    head, *blocks = text.strip().split("\n\n")
    title, words, gist = head.split("\n")
    names, hints = words.removeprefix("Words: ").split(" | ")
    return Section(
        title, tuple(names.split(", ")), tuple(hints.split(", ")), gist.removeprefix("Gist: "), tuple(blocks)
    )


SECTIONS = sections(Path(__file__).with_suffix(".md").read_text("utf-8"))


def relevant(prompt: str, known: Sequence[Section] = SECTIONS) -> list[Section]:
    """The sections that a prompt is about, the closest first; none without a name or two hints in it."""
    text = prompt.lower()
    scores = {section: section.score(text) for section in known}
    best = max(scores.values())
    close = [section for section in known if scores[section] >= max(2, best / 2)]
    return sorted(close, key=lambda section: -scores[section])
