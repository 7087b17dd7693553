"""The labelled passages of a prompt: `Features: quiet motor, 95 km range. Pros: light.`"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lib.simulator.reading.words import STOP, stem, words

LABEL: Final = re.compile(r"(?<![\w-])([^\W\d_][\w'-]{0,30}(?:[ /][^\W\d_][\w'-]{0,30}){0,3})[ \t]?[:=](?=\s|$)")
BULLET: Final = re.compile(r"[ \t]*(?:[-*•]|\d+[.)])[ \t]+")
STOPS: Final = re.compile(r"[.!?](?=\s|$)")
JOINTS: Final = re.compile(r"\s*(?:\n|;|,(?!\d)(?:\s*(?:and|or)\b)?|\s(?:and|or|&)\s)\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """What follows a label; `start` and `end` are where label and text stand together."""

    label: tuple[str, ...]  # stems
    text: str
    start: int
    end: int


def passages(text: str, names: Sequence[Sequence[str]]) -> list[Passage]:
    """The passages of a text whose labels share words with one of these names (lists of words)."""
    known = [{stem(word) for word in name} for name in names]
    starts = list(labels(text, known))
    found = []
    for at, (start, inside, label) in enumerate(starts):
        limit = starts[at + 1][0] if at + 1 < len(starts) else len(text)
        end = end_of(text, start, inside, limit)
        found.append(Passage(label, text[inside:end].strip().rstrip(".,;"), start, end))
    return found


def labels(text: str, known: Sequence[set[str]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where labels start, where their text does, and their stems: the last words before a colon, as many as name
    a place together.
    """
    for match in LABEL.finditer(text):
        parts = list(re.finditer(r"[^\s/]+", match[1]))
        for first in range(len(parts)):
            said = match[1][parts[first].start() :]
            stems = tuple(stem(word) for word in words(said) if word not in STOP)
            if stems and any(set(stems) <= name or name <= set(stems) for name in known if name):
                yield match.start(1) + parts[first].start(), match.end(), stems
                break


def end_of(text: str, start: int, inside: int, limit: int) -> int:
    """Where a passage ends: with its list of lines; with its line where its label begins one; else with its
    sentence.
    """
    line = text.find("\n", inside, limit)
    line = limit if line < 0 else line
    if not text[inside:line].strip() and line < limit:
        end = line
        while end < limit:
            after = text.find("\n", end + 1, limit)
            after = limit if after < 0 else after
            if not BULLET.match(text, end + 1) and not text.startswith((" ", "\t"), end + 1):
                break
            end = after
        return end
    begins = not text[:start].rpartition("\n")[2].strip()
    stops = STOPS.search(text, inside, line)
    alone = begins and ("\n" in text[:start] or line < len(text))
    return line if alone or not stops else stops.end()


def likeness(label: Sequence[str], name: Sequence[str]) -> float:
    """How well a label (stems) names a place (words): 1 where they are the same, 0 where they share nothing."""
    own = {stem(word) for word in name}
    shared = own & set(label)
    if not shared or not (own <= set(label) or set(label) <= own):
        return 0.0
    return len(shared) / len(own | set(label))


def entries(text: str) -> list[str]:
    """The entries of a list: its bullets, else what stands between semicolons or line ends, else between commas."""
    lines = [line for line in text.split("\n") if line.strip()]
    if any(BULLET.match(line) for line in lines):
        found = [BULLET.sub("", line, count=1) for line in lines if BULLET.match(line)]
    elif len(lines) > 1 or ";" in text:
        found = re.split(r"[\n;]", text)
    else:
        found = outside_quotes(text)
    return [entry.strip().strip('"“”').rstrip(".").strip() for entry in found if entry.strip(' ."“”')]


def outside_quotes(text: str) -> list[str]:
    """A text in its pieces between commas and `and`; none of these counts inside quotes or brackets."""
    hidden = re.sub(r"\"[^\"]*\"|“[^”]*”|\([^)]*\)", lambda match: "x" * len(match[0]), text)
    found, last = [], 0
    commas = "," in hidden
    for match in JOINTS.finditer(hidden):
        if commas and "," not in match[0] and "," in hidden[match.end() :]:
            continue  # an `and` inside an entry of a list with commas
        found.append(text[last : match.start()])
        last = match.end()
    return [*found, text[last:]]


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text without what stands at these places; a full stop marks each gap."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} . {text[end:]}"
    return text
