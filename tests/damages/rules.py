"""What lint says of a stream."""

from collections import Counter

from lib.protocol.events import Event
from lib.protocol.lint import Finding, Linter
from tests.damages.stream import Sent


def rules(stream: list[Sent]) -> set[str]:
    """The rules that it breaks."""
    return set(breaches(stream))


def breaches(stream: list[Sent]) -> dict[str, Counter[str]]:
    """What is said of each rule that it breaks, and how often; of the breaches that are not kept, how many."""
    found: dict[str, Counter[str]] = {}
    for one in findings(stream):
        found.setdefault(one.rule, Counter())[one.message] += 1
    return found


def is_found(rule: str, before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> bool:
    """Whether the rule says something of the damaged stream that it didn't say of the good one."""
    return bool(after.get(rule, Counter()) - before.get(rule, Counter()))


def findings(stream: list[Sent]) -> list[Finding]:
    """What lint says of it."""
    linter = Linter()
    for body, raw in stream:
        linter.add(Event(None, raw), body)
    linter.end()
    return linter.findings
