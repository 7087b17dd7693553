"""The values that a prompt has for the places of a schema, found one place at a time and used up.

Each place is matched by its name, its type and its format. What is found this way is all that the simulator knows: it
understands nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lib.simulator.fitting import fits
from lib.simulator.given import Path
from lib.simulator.leaves import Leaf
from lib.simulator.mentions import MONTHS, Mention, as_date, as_expression, as_number, mentions
from lib.simulator.places import zone
from lib.simulator.subjects import FROM, PERSON, PLACE, QUERY, ROLE, SUM, TEXT, TO, ZONE
from lib.simulator.words import CHANGING, STARTERS, STOP, stem, words

LONGEST: Final = 4000  # characters of a prompt that are looked at
SMALL: Final = r"(?:an?|the|another|new|our|my|one)"


@dataclass(slots=True)
class Finding:
    """A prompt that is being used up."""

    prompt: str
    found: list[Mention] = field(init=False)
    used: set[int] = field(default_factory=set)  # where mentions that are used start

    def __post_init__(self) -> None:
        self.prompt = " ".join(self.prompt.split())[:LONGEST]
        self.found = mentions(self.prompt)

    def take(self, chosen: Sequence[Mention], lists: bool = True) -> list[str]:
        """The texts of the first of these mentions and of those in its series, used from now on."""
        if not chosen:
            return []
        series = [one for one in self.found if lists and one.series == chosen[0].series and one.kind == chosen[0].kind]
        self.used |= {one.start for one in series or chosen[:1]}
        return [one.text for one in series or chosen[:1]]

    def spend(self, start: int, end: int) -> None:
        """What stands between these places is used from now on."""
        self.used |= {one.start for one in self.found if start < one.end and one.start < end}

    def free(self, *kinds: str) -> list[Mention]:
        """The mentions of these kinds that are not used."""
        return [one for one in self.found if one.kind in kinds and one.start not in self.used]

    def listed(self, leaf: Leaf) -> list[Any]:
        """The values of an enum that occur in the prompt, in its order."""
        said = [stem(word) for word in re.findall(r"[^\W_]+", self.prompt.lower())]
        places: list[tuple[int, Any]] = []
        for value in leaf.listed:
            parts = [stem(word) for word in words(str(value)) if isinstance(value, str)] or [str(value).lower()]
            at = next((at for at in range(len(said)) if said[at : at + len(parts)] == parts), None)
            if at is not None and value is not None and not isinstance(value, bool):
                places.append((at, value))
        return [value for _, value in sorted(places, key=lambda place: place[0])]

    def cued(self, leaf: Leaf) -> list[Any]:
        """What stands beside a word that says where it belongs: `from JFK`, `design team`, `limit 5`."""
        own = set(leaf.words)
        if leaf.listed or leaf.takes("boolean"):
            return []
        if leaf.takes("integer") or leaf.takes("number"):
            return self.numbers_beside(leaf)
        if ends := [preposition for preposition, group in (("from", FROM), ("to", TO)) if own & group]:
            series = self.take([one for one in self.free("name", "quoted") if one.before == ends[0]])
            return series or self.objects(ends[0])
        if own & ROLE and (role := self.role()):
            return [role]
        return [] if own & (PERSON | PLACE | QUERY | TEXT | SUM | ZONE) else self.beside(leaf)

    def beside(self, leaf: Leaf) -> list[str]:
        """The words right before or after a word of the leaf's name: `design team`, `team: design`."""
        for word in leaf.words:
            before = rf"\b([\w-]+) {word}s?\b"
            after = rf"\b{word}(?: is| called| named|:|=)? ?[\"“]?([\w-]+)"
            for pattern in (before, after):
                found = [match for match in re.finditer(pattern, self.prompt, re.I) if not empty(match[1])]
                for match in found:
                    self.used |= {one.start for one in self.found if match.start(1) <= one.start < match.end(1)}
                if found:
                    return list(dict.fromkeys(match[1] for match in found))
        return []

    def numbers_beside(self, leaf: Leaf) -> list[Any]:
        """The numbers that stand next to a word of the leaf's name."""
        for word in leaf.words:
            pattern = rf"(?:\b{stem(word)}\w*(?: is| of| to|:|=)? ?$)|(?:^ ?{stem(word)})"
            for one in self.free("number"):
                around = (self.prompt[: one.start], self.prompt[one.end :])
                if len(one.text) <= 15 and any(re.search(pattern, side, re.IGNORECASE) for side in around):
                    return [as_number(text) for text in self.take([one], lists=False)]
        return []

    def role(self) -> str:
        """What somebody is added or taken as: `as a tester`, `add a developer`, `a developer to the team`."""
        verbs = "|".join(CHANGING)
        as_role = re.search(rf"\bas {SMALL} ([\w-]+(?: [\w-]+)?)(?= to\b| in\b| for\b|[.,!?]|$)", self.prompt)
        verb = re.search(rf"\b(?:{verbs}) {SMALL} (?:new )?([\w-]+(?: [\w-]+)?) (?:to|for|in)\b", self.prompt, re.I)
        found = as_role or verb
        return found[1] if found and found[1].lower() not in PERSON else ""

    def objects(self, preposition: str) -> list[str]:
        """The words after a preposition, where nothing is capitalised: `in tokyo and paris`."""
        match = re.search(rf"\b{preposition} ((?:[a-z][\w-]*(?:, | and | )?){{1,6}})", self.prompt)
        texts: list[str] = []
        for part in re.split(r", | and ", match[1].strip()) if match else []:
            kept = []
            for word in part.split():
                if word in STOP or word in ("next", "tomorrow", "today", "now"):
                    break
                kept.append(word)
            if not kept:
                break
            texts.append(" ".join(kept))
        return texts

    def of_kind(self, leaf: Leaf) -> list[Any]:
        """What the prompt has of the kind of thing that the leaf's name, format or type speaks of."""
        own, shape = set(leaf.words), leaf.schema.get("format")
        if leaf.listed or not leaf.takes("string"):
            return self.typed(leaf)
        for names, kinds in (
            ({"email", "mail"}, ("email",)),
            ({"url", "uri", "link", "website"}, ("url",)),
            ({"uuid"}, ("uuid",)),
            ({"month"}, ("month",)),
            ({"weekday", "day"}, ("weekday",)),
            ({"time", "hour"}, ("time",)),
        ):
            if own & names or shape in names:
                return self.take(self.free(*kinds), lists=True)
        if own & {"date", "day", "when", "deadline"} or shape == "date":
            texts = self.take(self.free("date"))
            return [as_date(text) or text for text in texts] or re.findall(
                r"\b(?:tomorrow|today|tonight)\b", self.prompt
            )
        if own & SUM:
            return [as_expression(text) for text in self.take(self.free("expression", "quoted", "number"))]
        if own & ZONE:
            named = re.findall(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+|\bUTC\b", self.prompt)
            return named or [zone(text) or text for text in self.places()]
        if shape:
            return []
        return self.named(leaf)

    def named(self, leaf: Leaf) -> list[Any]:
        """A place, a person, a question or a text."""
        own = set(leaf.words)
        if own & PLACE:
            return self.places()
        if own & QUERY:
            return self.take(self.free("quoted")) or [self.question()]
        if own & TEXT and not own & PERSON:
            return self.take(self.free("quoted")) or self.after_colon()
        if own & PERSON:
            called = [one for one in self.free("name", "quoted") if one.before in ("named", "called")]
            free = [one for one in self.free("name") if one.before not in ("in", "at", "from", "near")]
            return self.take(called or free)
        return []

    def places(self) -> list[str]:
        """The names that places go by; each list after `in` and the like, one after the other."""
        inside = ("in", "at", "near", "for", "of", "around", "between")
        chosen = [one for one in self.free("name") if one.before in inside] or self.free("name")[:1]
        texts = [text for one in chosen if one.start not in self.used for text in self.take([one])]
        return texts or self.objects("(?:in|at|near|for)")

    def question(self) -> str:
        """What is looked for: what follows `about` or `for`, else the prompt."""
        about = re.search(r"\b(?:about|regarding|for|on) (.{3,})$", self.prompt)
        asks = re.match(r"\W*(?:search|look|find|check|tell|show|what does)\b", self.prompt, re.IGNORECASE)
        if asks and (after := self.after_colon()):
            return after[0].strip(" .?!")
        return (about[1] if about and asks else self.prompt).strip(" .?!")

    def after_colon(self) -> list[str]:
        """The text after a colon."""
        _, colon, after = self.prompt.partition(": ")
        return [after.strip()] if colon and after.strip() else []

    def typed(self, leaf: Leaf) -> list[Any]:
        """A number of the prompt for a number, true or false for a boolean."""
        if leaf.listed:
            return []
        if leaf.takes("boolean"):
            word = next((word for word in leaf.words if word not in STOP and word not in ("is", "include")), leaf.name)
            said = re.search(
                rf"(?:\b(no|not|without|don't|never) (?:\w+ )?)?\b{re.escape(stem(word))}", self.prompt, re.I
            )
            return [said[1] is None] if said else []
        if "month" in leaf.words and (months := self.take(self.free("month"))):
            return [MONTHS.index(text) + 1 for text in months]
        numbers = [one for one in self.free("number") if len(one.text) <= 15 and fits(leaf.schema, as_number(one.text))]
        return [as_number(text) for text in self.take(numbers, lists=leaf.many)]

    def left(self, leaf: Leaf, places: Sequence[Leaf], values: Mapping[Path, list[Any]]) -> list[Any]:
        """Something for a text that has to be there: what is named and used nowhere else; a new thing's name."""
        if not leaf.takes("string") or leaf.listed or leaf.schema.get("format"):
            return []
        role = next(
            (values[other.path][0] for other in places if set(other.words) & ROLE and values.get(other.path)), ""
        )
        if set(leaf.words) & PERSON and role:
            return [text for text in (f"New {role}",) if fits(leaf.schema, text)]
        free = [one for one in self.free("quoted", "name", "url", "email") if fits(leaf.schema, one.text)]
        return self.take(free, lists=leaf.many)


def empty(word: str) -> bool:
    """Whether a word says too little to be a value."""
    return word.lower() in STARTERS or word.lower() in ("new", "same", "other")
