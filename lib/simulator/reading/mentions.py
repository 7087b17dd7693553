"""What a prompt speaks of: names, quoted texts, numbers, dates and the like, each with what stands before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lib.simulator.reading.words import STARTERS

Kind = Literal["quoted", "email", "url", "uuid", "date", "time", "month", "weekday", "expression", "number", "name"]
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH: Final = "|".join(MONTHS)
DIGITS: Final = (
    r"(?:\d{1,3}(?:\.\d{3}){1,5},\d{1,2}(?!\d)|\d{1,3}(?:,\d{3}){1,5}(?!\d)(?:\.\d{1,30})?|"
    r"\d{1,12},\d{1,2}(?![\d,])|\d{1,30}(?:\.\d{1,30})?)"
)
NEAR: Final = 80  # characters before a mention in which the word before it is looked for
NUMBER: Final = rf"-?{DIGITS}"
OPERATOR: Final = (
    r"(?:\*\*|[-+*/×÷^]|plus|minus|times|over|divided by|multiplied by|to the power of|%(?: of)?|percent(?: of)?)"
)
TERM: Final = rf"\({{0,9}}\s*{NUMBER}\s*(?:%|percent)?\s*\){{0,9}}"
PATTERNS: Final[tuple[tuple[Kind, str], ...]] = (
    ("quoted", r"\"([^\"]{1,400})\"|“([^”]{1,400})”|(?<!\w)'([^']{1,200})'(?!\w)|`([^`]{1,400})`"),
    ("url", r"\bhttps?://[^\s<>\"]+[\w/]"),
    ("email", r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    ("uuid", r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    ("date", rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})(?: \d{{4}})?\b"),
    ("date", rf"\b(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b"),
    ("time", r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b|\b\d{1,2} ?[ap]m\b"),
    ("month", rf"\b(?:{MONTH})\b"),
    ("weekday", rf"\b(?:{'|'.join(WEEKDAYS)})s?\b"),
    ("expression", rf"{TERM}(?:\s*{OPERATOR}\s*{TERM})+"),
    ("number", rf"(?<![\w.]){NUMBER}(?![\w]*\d)"),
    ("name", r"\b(?:(?:[A-Z]\.){2,4} ?)?[A-ZÀ-ÖØ-Þ][\w’'-]*(?:[ ](?:de |of |van |von )?[A-ZÀ-ÖØ-Þ][\w’-]*)*"),
)
SIGNS: Final = (
    (r"(?:percent|%) of", "/ 100 *"),
    (r"(?:percent|%)", "/ 100"),
    (r"plus", "+"),
    (r"minus", "-"),
    (r"times|multiplied by|×", "*"),
    (r"divided by|over|÷", "/"),
    (r"to the power of|\^", "**"),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of the prompt: its kind, its text, where it stands, and the word before it (of a list, before its
    first); `series` is the same for the entries of one list, as in "Tokyo, Paris and Rome".
    """

    kind: Kind
    text: str
    start: int
    end: int
    before: str = ""
    series: int = 0


def mentions(prompt: str) -> list[Mention]:
    """All mentions in a prompt, in order; none overlaps another."""
    found: list[Mention] = []
    taken = [False] * (len(prompt) + 1)
    for kind, pattern in PATTERNS:
        for match in re.finditer(pattern, prompt):
            start, end = match.span()
            text = next(filter(None, match.groups()), match[0]) if kind == "quoted" else match[0]
            if kind == "name":
                start, text = name(prompt, start, text)
            if text and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(Mention(kind, text, start, start + len(text) if kind == "name" else end))
    return list(placed(prompt, sorted(found, key=lambda mention: mention.start)))


def name(prompt: str, start: int, text: str) -> tuple[int, str]:
    """A run of capitalised words without a word that is only capitalised because it begins a sentence; a
    possessive `'s` is no part of it. Empty if nothing is left.
    """
    text = re.sub(r"['’]s$", "", text)
    first, _, rest = text.partition(" ")
    begins = not prompt[:start].strip() or prompt[:start].rstrip()[-1:] in ".!?:\n"
    if first.lower().replace("’", "'") in STARTERS and (begins or first == "I"):
        return start + len(first) + 1, rest
    follows = prompt[start + len(text) :].split(maxsplit=1)[:1]
    if begins and not rest and follows and follows[0].lower() in ("the", "a", "an", "my", "this", "all", "me"):
        return start, ""
    return start, text


def placed(prompt: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions with the word before each, and those of a list in one series."""
    last: Mention | None = None
    for number, mention in enumerate(found):
        between = prompt[last.end : mention.start] if last else None
        linked = between is not None and re.fullmatch(r"\s*(?:,|&|,?\s*\b(?:and|or|vs\.?|versus)\b)\s*", between)
        if last and linked and last.kind == mention.kind:
            before, series = last.before, last.series
        else:
            before = (re.findall(r"[\w']+", prompt[max(0, mention.start - NEAR) : mention.start].lower()) or [""])[-1]
            series = number
        last = Mention(mention.kind, mention.text, mention.start, mention.end, before, series)
        yield last


def as_number(text: str) -> int | float:
    """The number that a text of digits stands for: `1,200.50`, `1.200,50` and `1200,50` are one."""
    decimal = re.search(r",\d{1,2}$", text)
    plain = text.replace(".", "").replace(",", ".") if decimal else text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def as_expression(text: str) -> str:
    """Arithmetic in words and signs as arithmetic in signs alone: `17.5 % of 1,240` is `17.5 / 100 * 1240`."""
    text = re.sub(DIGITS, lambda match: str(as_number(match[0])) if "," in match[0] else match[0], text)
    for words, sign in SIGNS:
        text = re.sub(words, f" {sign} ", text)
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")")


def as_date(text: str) -> str | None:
    """A date with a year as `2026-03-12`; None for one without, and for a day that isn't there."""
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    month = next((at for at, name in enumerate(MONTHS, 1) if name in text), None)
    if month is not None and len(numbers) == 2:
        day, year = numbers
    elif month is None and len(numbers) == 3:
        year, month, day = numbers
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
