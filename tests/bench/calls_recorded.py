"""Every recorded stream with calls: after each delta the arguments are a prefix of the final ones, at the end equal.

What is final is read from the wire: the item's `output_item.done`, else the call's own `done`, else the final response.
The peer is the SDK's own accumulation, `client.responses.stream(…)`, over the same bytes.
"""

import warnings
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx2
import openai
from recorded import FOLDER, UNSET, events, files
from report import Row, show

from lib.protocol.call import FIELDS, Key
from lib.protocol.calls import DELTAS, DONE
from lib.protocol.events import TERMINAL, Body
from lib.protocol.run import FoldedRun


@dataclass
class Grown:
    """How one call's arguments grew: a text after each delta, and the last text; None where they never came."""

    texts: list[str] = field(default_factory=list)
    last: str | None = None


@dataclass
class Counts:
    """Of all calls: the deltas after which the arguments were right, and the calls that were right at the end."""

    deltas: int = 0
    calls: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, where: str, grown: list[Grown], finals: list[str]) -> None:
        """The calls of one stream, in the order of their finals; a call too few is one that is wrong."""
        for at, final in enumerate(finals):
            found = grown[at] if at < len(grown) else Grown()
            right = [final.startswith(text) for text in found.texts]
            self.deltas += sum(right)
            self.calls += found.last == final
            if not all(right):
                self.wrong.append(f"{where}, call {at + 1}: delta {right.index(False) + 1} is no prefix")
            if found.last != final:
                self.wrong.append(f"{where}, call {at + 1}: {(found.last or '')[-40:]!r} is not {final[-40:]!r}")


def measure() -> Row:
    """The row."""
    row = Row("Arguments of the recorded calls", "the SDK's own accumulation, responses.stream()")
    own, peer = Counts(), Counts()
    broke: list[str] = []
    raised: list[str] = []
    streams = deltas = calls = silent = several = mixed = 0
    for path in [*files(), *sorted(Path(FOLDER, "dialects").glob("*.sse") if FOLDER else ())]:
        body = path.read_bytes()
        found = events(body)
        finals = final_arguments(found)
        if not finals:
            continue
        streams, calls = streams + 1, calls + len(finals)
        order = [named(event) for event in found if event["type"] in DELTAS]
        deltas += len(order)
        several += len(finals) > 1
        mixed += len([at for at, _ in groupby(order)]) > len(set(order))
        grown, trouble = folded(found)
        broke += [f"{path.stem}: {trouble}"] if trouble else []
        silent += sum(not one.texts for one in grown)
        own.add(path.stem, grown, finals)
        accumulated, trouble = accumulated_by_sdk(body)
        peer.add(path.stem, accumulated, finals)
        raised += [trouble] if trouble else []
    if not streams:
        row.skipped = UNSET
        return row
    row.add("deltas after which the arguments are a prefix of the final ones", f"{own.deltas:,} of {deltas:,}", "all",
            f"{peer.deltas:,} of {deltas:,}", ok=own.deltas == deltas)  # fmt: skip
    row.add("calls whose arguments are the final ones at the end", f"{own.calls:,} of {calls:,}", "all",
            f"{peer.calls:,} of {calls:,}", ok=own.calls == calls)  # fmt: skip
    row.add("streams that raise", f"{len(broke)} of {streams}", "0", f"{len(raised)} of {streams}", ok=not broke)
    row.notes.append(
        f"{streams} streams with {calls:,} calls; {several} have several calls, in {mixed} their deltas mix."
    )
    row.notes.append(f"{silent} calls came without a delta: their servers send the arguments whole.")
    row.notes += [*broke, *own.wrong] or ["No exceptions."]
    return row


def final_arguments(found: list[Body]) -> list[str]:
    """What the wire says that each call's arguments are, in the order of the calls.

    Keyed by `output_index`: call ids rotate (vLLM's final response has others). Where a server sends no index, by id.
    """
    said: dict[Any, str | None] = {}
    whole: list[str] = []
    for event in found:
        kind, item = event["type"], event.get("item") or {}
        if kind in DONE and named(event) in said:
            said[named(event)] = event.get("arguments") or event.get("input") or ""
        elif kind.startswith("response.output_item.") and item.get("type") in FIELDS:
            key = named({"item_id": item.get("id"), **event})
            said[key] = item[FIELDS[item["type"]]] if kind.endswith(".done") else said.get(key)
        elif kind in TERMINAL:
            items = (event.get("response") or {}).get("output") or []
            whole = [item[FIELDS[item["type"]]] for item in items if item.get("type") in FIELDS]
    if len(whole) == len(said) or not said:
        return [
            final if one is None else one
            for final, one in zip(whole, said.values() or [None] * len(whole), strict=True)
        ]
    return [one for one in said.values() if one is not None]


def named(event: Body) -> Any:
    """What names the item that an event speaks of."""
    at = event.get("output_index")
    return event.get("item_id") if at is None else at


def folded(found: list[Body]) -> tuple[list[Grown], str]:
    """Each call's arguments, read after every event that may have changed them; and what was raised, if anything."""
    run, grown, trouble = FoldedRun(), dict[Key, Grown](), ""
    try:
        for event in found:
            seen = len(run.calls.deltas)
            run.fold(event)
            for delta in run.calls.deltas[seen:]:
                grown.setdefault(delta.call.key, Grown()).texts.append(delta.call.arguments)
    except Exception as error:
        trouble = repr(error)
    calls = run.calls.of_turn(0)
    for call in calls:
        grown.setdefault(call.key, Grown()).last = call.arguments
    return [grown[call.key] for call in calls], trouble


def accumulated_by_sdk(body: bytes) -> tuple[list[Grown], str]:
    """The same of the SDK's accumulation, and why it gave up, if it did."""
    answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body)
    transport = httpx2.MockTransport(lambda request: answer)
    grown: dict[int, Grown] = {}
    trouble = ""
    with httpx2.Client(transport=transport) as http:
        client = openai.OpenAI(api_key="none", base_url="http://127.0.0.1/v1", max_retries=0, http_client=http)
        try:
            with warnings.catch_warnings(action="ignore"), client.responses.stream(model="any", input="any") as stream:
                for event in stream:
                    take(grown, event)
        except Exception as error:
            trouble = repr(error)
    return [grown[at] for at in sorted(grown)], trouble


def take(grown: dict[int, Grown], event: Any) -> None:
    """One event of the SDK's: what it says that the arguments are."""
    if event.type == "response.output_item.done" and event.item.type in FIELDS:
        grown.setdefault(event.output_index, Grown()).last = getattr(event.item, FIELDS[event.item.type])
    elif event.type == "response.function_call_arguments.delta":
        one = grown.setdefault(event.output_index, Grown())
        one.texts.append(event.snapshot)
        one.last = event.snapshot


if __name__ == "__main__":
    show(measure)
