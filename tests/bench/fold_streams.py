"""Fold every recorded stream: nothing raises, and what the deltas add up to is what the terminal response says.

Each stream is folded without its terminal event, so that the deltas stand alone, and then with it. The peer is the
SDK's own accumulation, `client.responses.stream(…)`, over the same bytes.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import openai
from recorded import UNSET, events, files
from report import Row, show

from lib.protocol.events import TERMINAL, Body
from lib.protocol.run import FoldedRun

KINDS = ("text", "refusal", "arguments", "input", "summary", "code")
Piece = tuple[str, str]  # what it is, and its text

REASONS = {
    "empty": "the output of the server's final response is empty; what was streamed stays",
    "no event": "no event of the stream carried it: the item or its text is in the final response alone",
}


def measure() -> Row:
    """The row."""
    row = Row("Fold the recorded streams", "the SDK's own accumulation, responses.stream()")
    if not files():
        row.skipped = UNSET
        return row
    raised, refused, endless = [], [], 0
    carried, equal = Counter[str](), Counter[str]()
    exceptions: list[str] = []
    corrected: list[str] = []
    for path in files():
        body = path.read_bytes()
        refused += [path.name] if sdk_raises(body) else []
        try:
            streamed, whole, terminal, notes = folded(events(body))
        except Exception as error:
            raised.append(f"{path.name}: {error!r}")
            continue
        if terminal is None:
            endless += 1
            continue
        corrected += [f"{path.stem}: {note}" for note in notes if "add up" in note]
        for kind, differs in compared(streamed, whole, terminal):
            carried[kind] += 1
            if differs:
                exceptions.append(f"{path.stem}, {kind}: {differs}")
            else:
                equal[kind] += 1
    total = len(files())
    row.add("streams that raise", f"{len(raised)} of {total}", "0", f"{len(refused)} of {total}", ok=not raised)
    for kind in KINDS:
        row.add(f"{kind} equal to the terminal response's", f"{equal[kind]:,} of {carried[kind]:,}")
    wrong, named = sum(carried.values()) - sum(equal.values()), Counter(text.partition(": ")[2] for text in exceptions)
    unnamed = [text for text in exceptions if text.partition(": ")[2] not in REASONS.values()]
    bar = "all equal, or an exception with its reason"
    row.add("pieces that differ", f"{wrong:,}, of them {len(unnamed):,} without a reason", bar, ok=not unnamed)
    row.notes += [f"{count} × {reason}." for reason, count in named.items() if reason in REASONS.values()]
    row.notes += [f"{endless} streams end without a terminal event and have nothing to compare with."]
    row.notes += [
        f"{len(corrected)} × the deltas don't add up to what their `done` or the final response says; that counts."
    ]
    row.notes += corrected[:10] + raised[:5] + unnamed[:10]
    return row


def folded(found: list[Body]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None, list[str]]:
    """The response without the terminal event, with it, and the terminal's own; and what was odd."""
    alone, whole, terminal = FoldedRun(), FoldedRun(), None
    for event in found:
        whole.fold(event)
        if event["type"] in TERMINAL:
            terminal = event.get("response") or {}
        else:
            alone.fold(event)
    return alone.snapshot.as_dict(), whole.snapshot.as_dict(), terminal, whole.snapshot.notes


def compared(streamed: dict[str, Any], whole: dict[str, Any], terminal: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each piece of the terminal or of the stream, and how it differs, or ""."""
    one, other, end = list(pieces(streamed)), list(pieces(terminal)), list(pieces(whole))
    for kind in KINDS:
        ours = [text for name, text in one if name == kind and text]
        theirs = [text for name, text in other if name == kind and text]
        kept = [text for name, text in end if name == kind and text]
        for text in theirs:
            if text not in kept:
                yield kind, f"the fold lost it at the end ({text[:40]!r})"
            elif text in ours:
                ours.remove(text)
                yield kind, ""
            else:
                near = [had for had in ours if had and (text.startswith(had[:20]) or had.startswith(text[:20]))]
                if near:
                    ours.remove(near[0])
                    yield kind, f"streamed {near[0][-40:]!r}, the final response has {text[-40:]!r}"
                else:
                    yield kind, REASONS["no event"]
        for text in ours:
            if text not in kept:
                yield kind, f"streamed, then lost ({text[:40]!r})"
            else:
                yield kind, "the final response lacks it" if terminal.get("output") else REASONS["empty"]


def pieces(response: dict[str, Any]) -> Iterator[Piece]:
    """Every text of a response, by what it is."""
    for item in response.get("output") or []:
        for part in item.get("content") or []:
            if isinstance(part, dict):
                yield "text", str(part.get("text") or "")
                yield "refusal", str(part.get("refusal") or "")
        for part in item.get("summary") or []:
            yield "summary", str(part.get("text") or "")
        for kind in ("arguments", "input", "code"):
            if isinstance(item.get(kind), str):
                yield kind, item[kind]


def sdk_raises(body: bytes) -> bool:
    """Whether the SDK's accumulation gives up on these bytes."""
    answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body)
    transport = httpx2.MockTransport(lambda request: answer)
    with httpx2.Client(transport=transport) as http:
        client = openai.OpenAI(api_key="none", base_url="http://127.0.0.1/v1", max_retries=0, http_client=http)
        try:
            with warnings.catch_warnings(action="ignore"), client.responses.stream(model="any", input="any") as stream:
                for _ in stream:
                    pass
        except Exception:
            return True
    return False


if __name__ == "__main__":
    show(measure)
