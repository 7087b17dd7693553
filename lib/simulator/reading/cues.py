"""What a prompt has for the places of a call's arguments: by a word beside it, by its kind, or because it is left."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.mentions import MONTHS, as_date, as_expression, as_number
from lib.simulator.reading.places import zone
from lib.simulator.reading.subjects import FROM, PERSON, PLACE, QUERY, ROLE, SUM, TEXT, TO, ZONE
from lib.simulator.reading.words import CHANGING, STARTERS, STOP, stem
from lib.simulator.schemas.fitting import fits
from lib.simulator.schemas.given import Path

SMALL: Final = r"(?:an?|the|another|new|our|my|one)"


def cued(leaf: Leaf, finding: Finding) -> list[Any]:
    """What stands beside a word that says where it belongs: `from JFK`, `design team`, `limit 5`."""
    own = set(leaf.words)
    if leaf.listed or leaf.takes("boolean"):
        return []
    if leaf.takes("integer") or leaf.takes("number"):
        return numbers_beside(leaf, finding)
    if ends := [preposition for preposition, group in (("from", FROM), ("to", TO)) if own & group]:
        series = finding.take([one for one in finding.free("name", "quoted") if one.before == ends[0]])
        return series or objects(ends[0], finding)
    if own & ROLE and (role := role_in(finding)):
        return [role]
    return [] if own & (PERSON | PLACE | QUERY | TEXT | SUM | ZONE) else beside(leaf, finding)


def beside(leaf: Leaf, finding: Finding) -> list[str]:
    """The words right before or after a word of the leaf's name: `design team`, `team: design`."""
    for word in leaf.words:
        before = rf"\b([\w-]+) {word}s?\b"
        after = rf"\b{word}(?: is| called| named|:|=)? ?[\"“]?([\w-]+)"
        for pattern in (before, after):
            found = [match for match in re.finditer(pattern, finding.prompt, re.I) if not empty(match[1])]
            for match in found:
                finding.used |= {one.start for one in finding.found if match.start(1) <= one.start < match.end(1)}
            if found:
                return list(dict.fromkeys(match[1] for match in found))
    return []


def numbers_beside(leaf: Leaf, finding: Finding) -> list[Any]:
    """The numbers that stand next to a word of the leaf's name."""
    for word in leaf.words:
        pattern = rf"(?:\b{stem(word)}\w*(?: is| of| to|:|=)? ?$)|(?:^ ?{stem(word)})"
        for one in finding.free("number"):
            around = (finding.prompt[: one.start], finding.prompt[one.end :])
            if len(one.text) <= 15 and any(re.search(pattern, side, re.IGNORECASE) for side in around):
                return [as_number(text) for text in finding.take([one], lists=False)]
    return []


def role_in(finding: Finding) -> str:
    """What somebody is added or taken as: `as a tester`, `add a developer`, `a developer to the team`."""
    verbs = "|".join(CHANGING)
    as_role = re.search(rf"\bas {SMALL} ([\w-]+(?: [\w-]+)?)(?= to\b| in\b| for\b|[.,!?]|$)", finding.prompt)
    verb = re.search(rf"\b(?:{verbs}) {SMALL} (?:new )?([\w-]+(?: [\w-]+)?) (?:to|for|in)\b", finding.prompt, re.I)
    found = as_role or verb
    return found[1] if found and found[1].lower() not in PERSON else ""


def objects(preposition: str, finding: Finding) -> list[str]:
    """The words after a preposition, where nothing is capitalised: `in tokyo and paris`."""
    match = re.search(rf"\b{preposition} ((?:[a-z][\w-]*(?:, | and | )?){{1,6}})", finding.prompt)
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


def of_kind(leaf: Leaf, finding: Finding) -> list[Any]:
    """What the prompt has of the kind of thing that the leaf's name, format or type speaks of."""
    own, shape = set(leaf.words), leaf.schema.get("format")
    if leaf.listed or not leaf.takes("string"):
        return typed(leaf, finding)
    for names, kinds in (
        ({"email", "mail"}, ("email",)),
        ({"url", "uri", "link", "website"}, ("url",)),
        ({"uuid"}, ("uuid",)),
        ({"month"}, ("month",)),
        ({"weekday", "day"}, ("weekday",)),
        ({"time", "hour"}, ("time",)),
    ):
        if own & names or shape in names:
            return finding.take(finding.free(*kinds), lists=True)
    if own & {"date", "day", "when", "deadline"} or shape == "date":
        texts = finding.take(finding.free("date"))
        return [as_date(text) or text for text in texts] or re.findall(
            r"\b(?:tomorrow|today|tonight)\b", finding.prompt
        )
    if own & SUM:
        return [as_expression(text) for text in finding.take(finding.free("expression", "quoted", "number"))]
    if own & ZONE:
        zones = re.findall(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+|\bUTC\b", finding.prompt)
        return zones or [zone(text) or text for text in places(finding)]
    if shape:
        return []
    return named(leaf, finding)


def named(leaf: Leaf, finding: Finding) -> list[Any]:
    """A place, a person, a question or a text."""
    own = set(leaf.words)
    if own & PLACE:
        return places(finding)
    if own & QUERY:
        return finding.take(finding.free("quoted")) or [question(finding)]
    if own & TEXT and not own & PERSON:
        return finding.take(finding.free("quoted")) or after_colon(finding)
    if own & PERSON:
        called = [one for one in finding.free("name", "quoted") if one.before in ("named", "called")]
        free = [one for one in finding.free("name") if one.before not in ("in", "at", "from", "near")]
        return finding.take(called or free)
    return []


def places(finding: Finding) -> list[str]:
    """The names that places go by; each list after `in` and the like, one after the other."""
    inside = ("in", "at", "near", "for", "of", "around", "between")
    chosen = [one for one in finding.free("name") if one.before in inside] or finding.free("name")[:1]
    texts = [text for one in chosen if one.start not in finding.used for text in finding.take([one])]
    return texts or objects("(?:in|at|near|for)", finding)


def question(finding: Finding) -> str:
    """What is looked for: what follows `about` or `for`, else the prompt."""
    about = re.search(r"\b(?:about|regarding|for|on) (.{3,})$", finding.prompt)
    asks = re.match(r"\W*(?:search|look|find|check|tell|show|what does)\b", finding.prompt, re.IGNORECASE)
    if asks and (after := after_colon(finding)):
        return after[0].strip(" .?!")
    return (about[1] if about and asks else finding.prompt).strip(" .?!")


def after_colon(finding: Finding) -> list[str]:
    """The text after a colon."""
    _, colon, after = finding.prompt.partition(": ")
    return [after.strip()] if colon and after.strip() else []


def typed(leaf: Leaf, finding: Finding) -> list[Any]:
    """A number of the prompt for a number, true or false for a boolean."""
    if leaf.listed:
        return []
    if leaf.takes("boolean"):
        return decided(leaf, finding)
    if "month" in leaf.words and (months := finding.take(finding.free("month"))):
        return [MONTHS.index(text) + 1 for text in months]
    numbers = [one for one in finding.free("number") if len(one.text) <= 15 and fits(leaf.schema, as_number(one.text))]
    return [as_number(text) for text in finding.take(numbers, lists=leaf.many)]


def decided(leaf: Leaf, finding: Finding) -> list[Any]:
    """True or false for a boolean: by the answer to a word of its name, else by whether the prompt denies it."""
    word = next((word for word in leaf.words if word not in STOP and word not in ("is", "include")), leaf.name)
    said = rf"\b{re.escape(stem(word))}\w*"
    if answer := re.search(rf"{said}(?:[ -]\w+)?\s?[?:=]\s*(yes|no|true|false)\b", finding.prompt, re.I):
        return [answer[1].lower() in ("yes", "true")]
    found = re.search(said, finding.prompt, re.I)
    return [not finding.denied(found.start())] if found else []


def left(leaf: Leaf, places: Sequence[Leaf], values: Mapping[Path, list[Any]], finding: Finding) -> list[Any]:
    """Something for a text that has to be there: what is named and used nowhere else; a new thing's name."""
    if not leaf.takes("string") or leaf.listed or leaf.schema.get("format"):
        return []
    role = next((values[other.path][0] for other in places if set(other.words) & ROLE and values.get(other.path)), "")
    if set(leaf.words) & PERSON and role:
        return [text for text in (f"New {role}",) if fits(leaf.schema, text)]
    free = [one for one in finding.free("quoted", "name", "url", "email") if fits(leaf.schema, one.text)]
    return finding.take(free, lists=leaf.many)


def empty(word: str) -> bool:
    """Whether a word says too little to be a value."""
    return word.lower() in STARTERS or word.lower() in ("new", "same", "other")
