"""What lint says of a stream."""

from lib.protocol.events import Event
from lib.protocol.lint import Finding, Linter
from tests.damages.stream import Sent


def rules(stream: list[Sent]) -> set[str]:
    """The rules that it breaks."""
    return {finding.rule for finding in findings(stream)}


def findings(stream: list[Sent]) -> list[Finding]:
    """What lint says of it."""
    linter = Linter()
    for body, raw in stream:
        linter.add(Event(None, raw), body)
    linter.end()
    return linter.findings
