"""The words of a text as stems, so that `flights` meets `flight`; and what common words stand for."""

import re
from collections.abc import Mapping
from typing import Final


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


STOP: Final = vocabulary(
    """a an and any are as at be by can could do does for from get give has have he her his how i if in into is it
    its let like make may me my need no not of on or our out please s she should so some t that the their
    them then there they this to up use us want was we were what when where which who will with would you
    your"""
)
CHANGING: Final[Mapping[str, str]] = {
    word: kind
    for kind, words in {
        "add": "add create insert hire invite register onboard enrol",
        "move": "move transfer reassign relocate",
        "change": "update change edit set rename modify",
        "remove": "delete remove drop fire cancel erase clear",
        "send": "send email mail post publish notify",
        "book": "book reserve order buy purchase pay schedule",
    }.items()
    for word in words.split()
}
"""Verbs of tools that change something, with what they come to."""
LOOKING: Final = vocabulary("get list find search look lookup show fetch read query check current view retrieve")
STARTERS: Final = (
    STOP
    | LOOKING
    | CHANGING.keys()
    | vocabulary(
        """answer ask book calculate call compare compute convert count describe draw email evaluate explain extract
    fly generate go hello help hey hi list now ok open plan plot print put remind repeat reply run say solve
    start stop summarize summarise take tell thanks translate try turn weather what's who's where's when's
    it's work write find also"""
    )
)
"""Words that often begin a sentence, and so are no names for their capital letter."""
ALIKE: Final = (
    "weather forecast temperature rain sunny climate umbrella snow warm warmer cold colder hot hotter",
    "flight fly plane airport airline",
    "calculate calculator compute arithmetic math maths sum evaluate solve",
    "time clock hour oclock",
    "handbook policy rule guideline holiday vacation leave expense remote manual documentation docs",
    "user person employee people colleague member staff",
    "search find look lookup",
    "email mail",
    "price cost",
    "translate translation",
)


def words(text: str) -> list[str]:
    """The words of a text in lower case; `get_user` and `getUser` are two words each."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return [word.lower() for word in re.findall(r"[^\W\d_]+", text)]


def stem(word: str) -> str:
    """What a word has in common with its other forms, more or less."""
    word = word.lower()
    for ending, instead, least in (
        ("ies", "y", 4),
        ("ations", "at", 8),
        ("ation", "at", 7),
        ("ators", "at", 7),
        ("ator", "at", 6),
        ("ing", "", 6),
        ("ed", "", 5),
        ("s", "", 4),
    ):
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in order."""
    return [stem(word) for word in words(text) if word not in STOP]


def alike(stems: set[str]) -> set[str]:
    """The stems of words that mean much the same as these, without them."""
    found = set()
    for line in ALIKE:
        group = {stem(word) for word in line.split()}
        if group & stems:
            found |= group
    return found - stems
