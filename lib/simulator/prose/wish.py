"""What a prompt or an instruction asks for, as far as it takes no model to see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["tokens", "words", "sentences"]
Form = Literal["table", "list", "code"]
MOST = 32_000  # tokens or words; nothing longer is written

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
LENGTH = re.compile(
    rf"\b(\d[\d,]*|{'|'.join(NUMBERS)}|one|an?|a single)[ -]"
    r"(?:short |long |brief |simple |more )?(tokens?|words?|sentences?)\b",
    re.IGNORECASE,
)
SHORT = re.compile(r"\b(short|brief(ly)?|terse(ly)?|concise(ly)?|tl;?dr|in a few words)\b", re.IGNORECASE)
LONG = re.compile(r"\b(long|detailed|in detail|in depth|thorough(ly)?|comprehensive|extensive|essay)\b", re.IGNORECASE)
LANGUAGE = re.compile(
    r"\b(?:in|into|to|speak|use) (arabic|chinese|czech|danish|dutch|english|esperanto|finnish|french|german|"
    r"greek|hebrew|hindi|italian|japanese|korean|latin|norwegian|persian|polish|portuguese|romanian|russian|"
    r"spanish|swedish|turkish|ukrainian|vietnamese)\b",
    re.IGNORECASE,
)
WORK = re.compile(
    r"\b(haiku|poem|sonnet|limerick|song|story|tale|joke|riddle|essay|email|speech|recipe|translation|slogan|"
    r"dialogue|tweet)s?\b",
    re.IGNORECASE,
)
FORM = re.compile(r"\b(tables?|bullet points|bullets|lists?|code|examples?)\b", re.IGNORECASE)
OWN_STREAM = re.compile(
    r"\b(describe|explain|narrate|show|about|of|count)\b[^.?!]{0,40}\b(this|your|your own|its own)( very)? "
    r"(stream|response|answer|reply|events|deltas|output)\b",
    re.IGNORECASE,
)

FORMS: Mapping[str, Form] = {"tab": "table", "lis": "list", "bul": "list", "cod": "code", "exa": "code"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a text asks for; None where it says nothing about it.

    `work` is a piece of writing that takes a model, such as a haiku; `form` is a shape that any answer can
    have.
    """

    amount: int | None = None
    unit: Unit | None = None
    size: Literal["short", "long"] | None = None
    language: str | None = None
    work: str | None = None
    form: Form | None = None
    own_stream: bool = False

    def __str__(self) -> str:
        """The wish in words, such as `50 words in German` or `a short answer as a list`; empty if none."""
        kind = f"a {self.size} answer" if self.size else "an answer"
        if self.amount is not None:
            kind = f"{self.amount:,} {str(self.unit).removesuffix('s') if self.amount == 1 else self.unit}"
        form = {None: "", "table": " as a table", "list": " as a list", "code": " with code"}[self.form]
        said = kind + (f" in {self.language}" if self.language else "") + form
        return "" if said == "an answer" else said


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
        form=FORMS[form[:3]] if form else None,
        own_stream=OWN_STREAM.search(text) is not None,
    )


def length(text: str) -> tuple[int, Unit] | tuple[None, None]:
    """The length that is stated: `in 300 tokens`, `a 50-word text`, `one sentence`; the last of several."""
    stated = LENGTH.findall(text)
    if not stated:
        return None, None
    number, unit = stated[-1]
    number, unit = number.lower().replace(",", ""), unit.lower().removesuffix("s")
    if number in ("a", "an", "a single", "one") and unit != "sentence":  # "a word about", "one token"
        return None, None
    units: dict[str, Unit] = {"token": "tokens", "word": "words", "sentence": "sentences"}
    amount = int(number[:12]) if number.isdigit() else NUMBERS.get(number, 1)
    return max(1, amount), units[unit]


def found(pattern: re.Pattern[str], text: str) -> str | None:
    """The first group of the first match, in lower case."""
    match = pattern.search(text)
    return match[1].lower() if match else None
