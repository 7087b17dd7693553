"""What a prompt says as a list of entries, and entries within those: speech, lists by indentation, chains."""

import re
from dataclasses import dataclass, field
from typing import Final

from lib.simulator.reading.passages import BULLET

NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]{0,30}(?: [A-ZÀ-ÖØ-Þ][\w’'-]{0,30})?"
LEVELS: Final = 12  # entries within one another
STEP: Final = r"[\w.’'-]{1,40}(?: [\w.’'-]{1,40})?"
REPLIES: Final = r"(?:replie[sd]|answer(?:s|ed)|respond(?:s|ed)|retort(?:s|ed))"
SAYS: Final = rf"(?:{REPLIES}|says?|said|writes?|wrote|asks?|asked|adds?|added|comments?|commented|posts?|posted)"
SPEECH: Final = re.compile(
    rf"(?P<marks>(?:[ \t]{{0,8}}>){{0,12}}[ \t]{{0,40}})(?:[-*•][ \t]+)?(?P<who>{NAME})"
    rf"(?:\s+(?:then\s+)?(?P<verb>{SAYS}))?"
    rf"(?:\s+to\s+(?P<to>{NAME}))?\s*[:,]?\s*[\"“](?P<said>[^\"”]+)[\"”][ \t]*[.,;]?"
)
LINE: Final = re.compile(rf"^(?P<marks>[ \t>]*)(?:[-*•][ \t]+)?(?P<who>{NAME}): (?P<said>.+)$", re.MULTILINE)


@dataclass(slots=True)
class Node:
    """An entry: its text, who says it if anybody does, where it stands, and the entries within it."""

    text: str
    who: str = ""
    start: int = 0
    end: int = 0
    inner: list["Node"] = field(default_factory=list)


def speech(text: str) -> list[Node]:
    """Who says what, replies within what they reply to: `Ada: "Ship it." > Grace: "Not yet."`"""
    found = list(SPEECH.finditer(text))
    if not found:
        lines = list(LINE.finditer(text))
        found = lines if len(lines) > 1 else []
    top: list[Node] = []
    above: list[tuple[int, Node]] = []  # the entries that the last one is within, with their depths, and itself
    for match in found:
        groups = match.groupdict()
        node = Node(match["said"].strip(), match["who"], match.start(), match.end())
        begins = not text[: match.start("marks")].rpartition("\n")[2].strip()
        marks = match["marks"]
        depth = marks.count(">") or len(marks.expandtabs(4)) // 2 if begins else 0
        if above and not begins and ">" in marks:
            depth = above[-1][0] + 1
        elif above and re.fullmatch(REPLIES, groups.get("verb") or ""):
            to = groups.get("to")
            depth = next((at for at, other in reversed(above) if other.who == to), above[-1][0]) + 1
        put(top, above, depth, node)
    return top


def bullets(text: str) -> list[Node]:
    """The lines that begin as those of a list do, those further in within those before them."""
    top: list[Node] = []
    above: list[tuple[int, Node]] = []
    at = 0
    for line in text.split("\n"):
        if BULLET.match(line):
            depth = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            node = Node(BULLET.sub("", line, count=1).strip(), "", at, at + len(line))
            put(top, above, depth, node)
        at += len(line) + 1
    return top


def put(top: list[Node], above: list[tuple[int, Node]], depth: int, node: Node) -> None:
    """Put an entry within the last one that is less deep; beside it where that is as deep as entries go."""
    while above and (above[-1][0] >= depth or len(above) >= LEVELS):
        above.pop()
    (above[-1][1].inner if above else top).append(node)
    above.append((depth, node))


def chain(text: str) -> list[Node]:
    """`src > lib > main`: each within the one before; at least two."""
    match = re.search(rf"{STEP}(?: (?:>|→) {STEP})+", text)
    if not match:
        return []
    found: list[Node] = []
    for part in reversed(re.split(r" (?:>|→) ", match[0])[:LEVELS]):
        found = [Node(part.strip(" ."), "", match.start(), match.end(), found)]
    return found


def flat(nodes: list[Node]) -> list[Node]:
    """All entries, those within others after them."""
    return [one for node in nodes for one in (node, *flat(node.inner))]
