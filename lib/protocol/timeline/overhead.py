"""The bytes of a stream by what they are for: the text and the arguments themselves, and what comes around them."""

from typing import Any, Final, Literal

from lib.protocol.events import Body

Part = Literal[
    "Deltas", "Around deltas", "Obfuscation", "Log probabilities", "Done events", "Whole responses", "Other events"
]
PARTS: Final[tuple[Part, ...]] = (
    "Deltas",
    "Around deltas",
    "Obfuscation",
    "Log probabilities",
    "Done events",
    "Whole responses",
    "Other events",
)
WHOLE: Final = ("text", "arguments", "input", "code", "refusal", "diff", "command", "transcript")
"""The field of a `done` that has the whole of what was streamed, by the type's family."""


class Overhead:
    """Add the frames of a stream in order; `parts` has the bytes of each part, which add up to `total`.

    "Deltas" are the pieces of text and arguments alone, as UTF-8; from servers that send a text whole, without a delta,
    what its `done` brings. Everything else is overhead.
    """

    def __init__(self) -> None:
        self.parts: dict[Part, int] = dict.fromkeys(PARTS, 0)
        self.streamed: set[tuple[Any, ...]] = set()  # what came in deltas

    @property
    def total(self) -> int:
        """Bytes in all."""
        return sum(self.parts.values())

    @property
    def share(self) -> float | None:
        """How much of the stream is overhead, from 0 to 1; None before the first byte."""
        return 1 - self.parts["Deltas"] / self.total if self.total else None

    def add(self, size: int, lane: int, body: Body) -> None:
        """Take an event whose frame has `size` bytes; `lane` tells its item from others."""
        kind: str = body["type"]
        family, _, step = kind.rpartition(".")
        what = (lane, family, str(body.get("content_index")), str(body.get("summary_index")))
        if step == "delta":
            self.streamed.add(what)
            size -= self.take("Deltas", length(body.get("delta")), size)
            if "obfuscation" in body:
                size -= self.take("Obfuscation", length(body["obfuscation"]) + len('"obfuscation":"",'), size)
            if body.get("logprobs"):
                size -= self.take("Log probabilities", length(body["logprobs"]), size)
            self.parts["Around deltas"] += size
        elif step == "done":
            if what not in self.streamed:
                text = next((body[name] for name in WHOLE if isinstance(body.get(name), str)), "")
                size -= self.take("Deltas", length(text), size)
            self.parts["Done events"] += size
        else:
            self.parts["Whole responses" if isinstance(body.get("response"), dict) else "Other events"] += size

    def take(self, part: Part, wanted: int, left: int) -> int:
        """Count so many bytes for a part, but no more than are left; how many that were."""
        taken = min(wanted, left)
        self.parts[part] += taken
        return taken


def length(value: object) -> int:
    """The bytes of a text; of a list or an object, those of the texts and names in it and of the signs around them."""
    if isinstance(value, str) and value.isascii():  # nearly all deltas
        return len(value)
    found, todo = 0, [value]
    while todo:
        match todo.pop():
            case str(text):
                found += len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
            case list(values):
                found += 2 + len(values)
                todo.extend(values)
            case dict(fields):
                found += 2 + 4 * len(fields)
                todo.extend(fields)
                todo.extend(fields.values())
            case None:
                pass
            case other:
                found += len(str(other))
    return found
