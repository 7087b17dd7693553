"""Names in a prompt for the places of a schema: titles, people, places, whom something is for."""

import re
from typing import Any, Final

from lib.simulator.reading.cues import places
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.mentions import MONTH, Mention
from lib.simulator.reading.subjects import PERSON, PLACE
from lib.simulator.reading.words import CHANGING, STARTERS, STOP, vocabulary, words

TITLE: Final = vocabulary("title topic subject headline heading event theme")
THING: Final = vocabulary("product item brand model thing title book film movie song name label project")
GETS: Final = vocabulary("customer client buyer recipient payee billed")
GIVES: Final = vocabulary("author sender vendor seller supplier payer reporter owner assignee speaker organizer host")
ROOMS: Final = "room|hall|office|building|cafe|café|park|station|library|centre|center|house|school|hotel|lab|garden"
DOES: Final = re.compile(r"\s+(?:and|is|was|has|will|paid|sent|wrote|said|bought|owes|[a-z]+s|[a-z]+ed)\b")
WORKS: Final = re.compile(r"\b(?:work(?:s|ed|ing)?|employed|stud(?:y|ies|ied|ying))\s+$", re.IGNORECASE)
ABOUT: Final = r"\b(?:[Aa]bout|[Rr]egarding) (?:the |an? )?([^:.;,!?]{3,80}?)(?=\s*(?:[:.;,!?]|$))"
CLAUSE: Final = re.compile(r"([^\s.:;,!?](?:[^:.;!?]|[:.;!?](?=\S))*)([:.;!?]|$)")
ASKING: Final = STARTERS - {"email", "call", "plan"}
MAKING: Final = CHANGING.keys() | {"a", "an", "the", "our", "my", "plan", "put", "note", "new"}
CUTS: Final = re.compile(r"\s(?:with|on|at|from|in|for|by|to|between|about|next|tomorrow|today|via|due)\s|,")


def titled(leaf: Leaf, finding: Finding) -> list[Any]:
    """What a title goes by: a quoted text that nobody says, what it is about, else what comes first."""
    own = meant(leaf)
    if not leaf.free or not own & (TITLE | THING) or own & (GETS | GIVES | {"user", "first", "last", "person"}):
        return []
    quotes = [one for one in finding.free("quoted") if not finding.prompt[: one.start].rstrip(" \"“'").endswith(":")]
    if quotes:
        return finding.take(quotes, lists=leaf.many)
    if own & TITLE and (about := re.search(ABOUT, finding.prompt)):
        finding.spend(*about.span(1))
        return [about[1].strip()]
    return lead(finding) if own & TITLE else []


def lead(finding: Finding) -> list[str]:
    """What comes first, without the verb that asks for something: `Design review` of `Add a Design review on …`. A word
    or a request before a colon is passed over.
    """
    for clause in CLAUSE.finditer(finding.prompt):
        first, *rest = clause[1].split()
        asks = first.lower() in ASKING
        if clause[2] == ":" and (asks or not rest):
            continue
        if asks and first.lower() not in MAKING:
            return []
        verb = re.match(r"\S+\s+(?:(?:me|us|an?|the|my|our|new)\s+)*", clause[1])
        start = clause.start(1) + (verb.end() if verb and asks and rest else 0)
        cut = CUTS.search(finding.prompt, start, clause.end(1))
        found = finding.prompt[start : cut.start() if cut else clause.end(1)].strip(' "“”,')
        if not found or len(found.split()) > 8 or found.lower() in STARTERS | {"hello", "hi"}:
            return []
        finding.spend(start, start + len(found))
        return [found]
    return []


def people(leaf: Leaf, finding: Finding) -> list[Any]:
    """Names: of those whom something is for, of those by whom it is, of those who are with somebody."""
    own = meant(leaf)
    if own & {"first", "given", "last", "family", "surname"} and leaf.free:
        return part_of_name(own, finding)
    if not leaf.free or not own & (PERSON | GETS | GIVES | THING) or own & (PLACE | {"title"}):
        return []
    free = [one for one in finding.free("name") if said_as_name(one, finding)]
    cues = (
        ({"for", "to", "client", "customer"}, GETS),
        ({"by", "from"}, GIVES),
        ({"with", "invite", "by", "and", "between"}, PERSON - {"name"}),
        ({"named", "called"}, PERSON),
    )
    for cue, group in cues:
        if own & group and (chosen := [one for one in free if one.before in cue]):
            return finding.take(chosen, lists=True)
    others = (
        {"in", "at", "near", "from", "for", "to", "by", "room"}
        if own & (GETS | GIVES)
        else {"in", "at", "near", "room"}
    )
    return finding.take([one for one in free if one.before not in others], lists=True)


def part_of_name(own: set[str], finding: Finding) -> list[Any]:
    """The first or the last word of the first name that has two; the name stays free for its other part."""
    whole = [one.text.split() for one in finding.free("name") if " " in one.text and said_as_name(one, finding)]
    return [words[0] if own & {"first", "given"} else words[-1] for words in whole[:1]]


def meant(leaf: Leaf) -> set[str]:
    """The words of a place's name; a mere `name` is that of what it is a property of."""
    above = [step for step in leaf.path[:-1] if step[:1] != "["]
    own = set(leaf.words)
    return own | set(words(above[-1])) - {"items", "lines"} if above and own <= {"name", "full"} else own


def said_as_name(one: Mention, finding: Finding) -> bool:
    """Whether a capitalised word is more than the beginning of a sentence: it is inside one, of several words, in a
    list, or it does something.
    """
    before, after = finding.prompt[: one.start].rstrip(), finding.prompt[one.end :]
    inside = bool(before) and before[-1] not in ".!?:;"
    alone = sum(other.series == one.series for other in finding.found) == 1
    return inside or " " in one.text or not alone or bool(DOES.match(after)) or not after.strip(" .!?")


def located(leaf: Leaf, finding: Finding) -> list[Any]:
    """A place: what follows `in` or `at` and has a capital letter, or is a kind of room."""
    if not leaf.free or not set(leaf.words) & PLACE:
        return []
    months = rf"(?!(?:{MONTH})\b)"
    for pattern in (
        rf"\b(?:in|at|near) (?:the |our )?((?:[a-z]+ ){{0,2}}{months}[A-ZÀ-Þ][\w'-]*(?: [A-ZÀ-Þ0-9][\w'-]*)*)",
        rf"\b(?:in|at) (?:the |our )?((?:[a-z]+ ){{0,2}}(?:{ROOMS})\b(?: [A-Z0-9]\w*)?)",
        r"\b(?:via|on|over) ((?:Zoom|Teams|Meet|Skype|Slack)\b|the phone\b)",
        r"\b(online|remote)\b",
    ):
        matches = [
            match
            for match in re.finditer(pattern, finding.prompt)
            if not used(finding, *match.span(1))
            and not WORKS.search(finding.prompt, max(0, match.start() - 20), match.start())
        ]
        if matches:
            finding.spend(*matches[0].span(1))
            series = [one for one in finding.found if one.start == matches[0].start(1)]
            return finding.take(series) if leaf.many and series else [matches[0][1]]
    return places(finding) if leaf.many else []


def audience(leaf: Leaf, finding: Finding) -> list[Any]:
    """Whom something is for: `for commuters`."""
    if not leaf.free or not set(leaf.words) & {"audience", "audiences", "users", "market", "intended", "suited"}:
        return []
    found = re.search(
        r"\b(?:for|aimed at|meant for|suits?) (?:the )?([a-z][\w'-]*(?: [a-z][\w'-]*){0,4})(?=[.,;!?)]|$)",
        finding.prompt,
    )
    return [found[1]] if found and found[1] not in STOP else []


def used(finding: Finding, start: int, end: int) -> bool:
    """Whether something between these places went elsewhere."""
    return any(start <= at < end for at in finding.used)
