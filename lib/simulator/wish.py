"""What a prompt or an instruction asks for, as far as it can be read without a model: length, language, form."""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["tokens", "words", "sentences"]
MOST = 32_000  # tokens or words; nothing longer is written

NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
LENGTH = re.compile(
    rf"\b(\d[\d,]*|{'|'.join(NUMBERS)}|an?|a single)[ -](?:short |long |brief |simple |more )?(tokens?|words?|sentences?)\b",
    re.IGNORECASE,
)
SHORT = re.compile(r"\b(short|brief(ly)?|terse(ly)?|concise(ly)?|tl;?dr|in a few words)\b", re.IGNORECASE)
LONG = re.compile(r"\b(long|detailed|in detail|in depth|thorough(ly)?|comprehensive|extensive|essay)\b", re.IGNORECASE)
LANGUAGES = (
    "Arabic Chinese Czech Danish Dutch English Esperanto Finnish French German Greek Hebrew Hindi Italian Japanese "
    "Korean Latin Norwegian Persian Polish Portuguese Romanian Russian Spanish Swedish Turkish Ukrainian Vietnamese"
).split()
LANGUAGE = re.compile(rf"\b(?:in|into|to|speak|use) ({'|'.join(LANGUAGES)})\b", re.IGNORECASE)
WORKS = (
    "haiku poem sonnet limerick verse song rap story tale joke riddle essay letter email speech recipe review "
    "summary translation headline slogan dialogue script program tweet blog post"
).split()
WORK = re.compile(rf"\b({'|'.join(WORKS)})s?\b", re.IGNORECASE)
FORM = re.compile(r"\b(tables?|bullet points|bullets|lists?|code|examples?)\b", re.IGNORECASE)
OWN_STREAM = re.compile(
    r"\b(this|your|its)( (very|own|current))* (stream|response|answer|reply|events|deltas|output)\b|\byourself\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a text asks for; None where it says nothing about it.

    `work` is a piece of writing that takes a model, such as a haiku; `form` is a shape that any answer can have.
    """

    amount: int | None = None
    unit: Unit | None = None
    size: Literal["short", "long"] | None = None
    language: str | None = None
    work: str | None = None
    form: Literal["table", "list", "code"] | None = None
    own_stream: bool = False

    def __str__(self) -> str:
        """The wish in words, such as `50 words, in German, as a list`; empty if there is none."""
        parts = []
        if self.amount is not None:
            parts.append(f"{self.amount:,} {str(self.unit).removesuffix('s') if self.amount == 1 else self.unit}")
        elif self.size:
            parts.append(f"something {self.size}")
        if self.language:
            parts.append(f"in {self.language}")
        if self.form:
            parts.append({"table": "as a table", "list": "as a list", "code": "with code"}[self.form])
        return ", ".join(parts)


def wish_of(text: str) -> Wish:
    """What this text asks for."""
    amount, unit = length(text)
    language, work, form = (found(pattern, text) for pattern in (LANGUAGE, WORK, FORM))
    return Wish(
        amount=amount,
        unit=unit,
        size="short" if SHORT.search(text) else "long" if LONG.search(text) else None,
        language=language and language.capitalize(),
        work=work,
        form=form and ("table" if form.startswith("table") else "code" if form[0] in "ce" else "list"),
        own_stream=OWN_STREAM.search(text) is not None,
    )


def length(text: str) -> tuple[int, Unit] | tuple[None, None]:
    """The length that is stated: `in 300 tokens`, `a 50-word text`, `one sentence`. With several, the last."""
    stated = LENGTH.findall(text)
    if not stated:
        return None, None
    number, unit = stated[-1]
    number, unit = number.lower().replace(",", ""), unit.lower().removesuffix("s")
    if number in ("a", "an", "a single") and unit != "sentence":  # "a word about", "a token"
        return None, None
    units: dict[str, Unit] = {"token": "tokens", "word": "words", "sentence": "sentences"}
    amount = int(number[:12]) if number.isdigit() else NUMBERS.get(number, 1)
    return max(1, amount), units[unit]


def found(pattern: re.Pattern[str], text: str) -> str | None:
    """The first group of the first match, in lower case."""
    match = pattern.search(text)
    return match[1].lower() if match else None
