"""The ways in which a prompt has a text for a single place of a schema, the surest first."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Any, Final

from lib.simulator.reading import cues
from lib.simulator.reading.finding import Finding
from lib.simulator.reading.leaves import Leaf
from lib.simulator.reading.named import audience, located, people, titled, used
from lib.simulator.reading.subjects import FROM, TEXT, TO
from lib.simulator.reading.words import STARTERS, STOP, stem, vocabulary, words
from lib.simulator.schemas.fitting import fits
from lib.simulator.schemas.pattern import Patterns

TEXTS: Final = (TEXT - {"title", "prompt", "input"}) | vocabulary("summary details notes detail abstract")
CODE_WORDS: Final = vocabulary(
    "number id code reference ref sku isbn iban serial order ticket account plate identifier key bic flight"
)
CODE: Final = re.compile(
    r"(?<![\w-])(?=[A-Z0-9/_-]*\d)[A-Z]+[A-Z0-9]*(?:[-/_][A-Z0-9]+)*(?: \d{4}\b)*(?: \d{1,3}\b)?(?![\w-])"
)
FORMS: Final = (
    (vocabulary("phone telephone mobile fax"), r"(?<![\w-])\+?\d[\d ()/-]{5,20}\d\b"),
    (vocabulary("postal postcode zip"), r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{5}(?:-\d{4})?)(?![\w-])"),
    (vocabulary("version release"), r"(?<![\w.-])v?\d+(?:\.\d+)+(?:-\w+)?\b"),
)
AFTER: Final = r"(?: is| number| no\.?| #)?\s*[:=#]?\s*(?=\S*\d)([\w-]+(?: \d{4}\b)*(?: \d{1,3}\b)?)"


def listed(leaf: Leaf, finding: Finding) -> list[Any]:
    """The values of an enum that the words have."""
    return finding.listed(leaf) if leaf.listed else []


def patterned(leaf: Leaf, finding: Finding, patterns: Patterns) -> list[Any]:
    """The pieces between spaces, without punctuation around them, that match the place's pattern."""
    if "pattern" not in leaf.schema or leaf.listed:
        return []
    matching = (piece for piece in finding.pieces() if fits(leaf.schema, piece[1], patterns))
    found = list(matching if leaf.many else islice(matching, 1))
    for start, text in found:
        finding.spend(start, start + len(text))
    return [text for _, text in found]


def coded(leaf: Leaf, finding: Finding) -> list[Any]:
    """A code such as `INV-7`: after a word of the place's name, else the first one that there is."""
    if not set(leaf.words) & CODE_WORDS or not leaf.free:
        return []
    for word in leaf.words:
        after = rf"\b{re.escape(stem(word))}\w*{AFTER}"
        match = re.search(after, finding.prompt, re.IGNORECASE)
        if match:
            finding.spend(*match.span(1))
            return [match[1]]
    free = [match for match in CODE.finditer(finding.prompt) if not used(finding, *match.span())]
    for match in free[:1]:
        finding.spend(*match.span())
    return [match[0] for match in free[:1]]


def beside(leaf: Leaf, finding: Finding, known: frozenset[str] = frozenset()) -> list[Any]:
    """What stands beside a word of the place's name: `status: open`, `high priority`; not words of `known`, which
    are those of other places.
    """
    if not leaf.free or leaf.many:
        return []
    for word in (word for word in leaf.words if word not in STOP):
        said = rf"\b{re.escape(word)}s?\b"
        for pattern in (
            rf"{said}(?: is| called| named|:|=) ?[\"“]?([\w-]+)",
            rf"(?:^|[,;.:] ){said} ([\w-]+)(?=[,;.]|$)",
            rf"(?<![\w-])([\w-]+) {re.escape(word)}\b" if not word.endswith("s") else r"(?!)(.)",
        ):
            for match in re.finditer(pattern, finding.prompt, re.IGNORECASE):
                text = match[1].lower()
                if (
                    text not in STARTERS
                    and text not in known
                    and not used(finding, *match.span(1))
                    and not text.isdigit()
                ):
                    finding.spend(*match.span(1))
                    return [match[1]]
    return []


def written(leaf: Leaf, finding: Finding) -> list[Any]:
    """A longer text: what is quoted, else the sentences that went nowhere else."""
    if not leaf.free or not set(leaf.words) & TEXTS:
        return []
    quotes = finding.free("quoted")
    if quotes:
        return finding.take(quotes, lists=leaf.many)
    sentences = [part.strip(" .:;,") for part in re.split(r"(?<=[.!?])\s+", finding.prompt)]
    kept = [part for part in sentences if len(part.split()) > 2]
    text = ". ".join(kept)
    return [text[:400] + ("." if len(kept) > 1 else "")] if text else []


def ends(leaf: Leaf, finding: Finding) -> list[Any]:
    """Where something begins or ends: what follows `from` or `to`."""
    return cues.cued(leaf, finding) if leaf.free and set(leaf.words) & (FROM | TO) - {"state", "sender"} else []


def of_kind(leaf: Leaf, finding: Finding) -> list[Any]:
    """What has a form of its own: an address, a month, a weekday; true or false."""
    own, shape = set(leaf.words), str(leaf.schema.get("format"))
    kinds = {"email", "mail", "url", "uri", "link", "website", "uuid", "month", "weekday"}
    if leaf.takes("boolean") or (leaf.takes("string") and not leaf.listed and (own | {shape}) & kinds):
        return cues.of_kind(leaf, finding)
    return []


def formed(leaf: Leaf, finding: Finding, patterns: Patterns) -> list[Any]:
    """A phone number, a postal code or a version, by the form that it has."""
    for group, form in FORMS:
        if leaf.takes("string") and not leaf.listed and set(leaf.words) & group:
            for match in re.finditer(form, finding.prompt):
                if fits(leaf.schema, match[0], patterns):
                    finding.spend(*match.span())
                    return [match[0]]
    return []


Pick = Callable[[Leaf, Finding], list[Any]]
PICKS: Final[tuple[tuple[str, Pick], ...]] = (
    ("one of the values that the schema lists, found in the words", listed),
    ("the code in the prompt", coded),
    ("what follows `from` or `to`", ends),
    ("what the prompt is about, or begins with", titled),
    ("the place after `in` or `at`", located),
    ("the names that stand where such names do", people),
    ("what follows `for`", audience),
    ("what has the form of its kind", of_kind),
)
"""How a text is found, the surest first, each with what it is called in the reasoning."""


def schema_words(leaves: list[Leaf]) -> frozenset[str]:
    """The words of all names."""
    return frozenset(word for leaf in leaves for word in words(leaf.name))
