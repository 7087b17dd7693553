"""A server that echoes the key: taken out of each frame, also where JSON escapes it or two deltas share it."""

import json
from typing import Final

from lib.protocol import sse
from lib.protocol.events import Body, read

HIDDEN: Final = "[key]"


class Echo:
    """Knows one key, and the end of each text that grows by deltas, so that a key in two pieces is found, too."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.bytes = key.encode()
        self.ends: dict[tuple[object, ...], str] = {}

    def clean(self, frame: sse.Frame) -> sse.Frame:
        """The frame without the key; the very same where it wasn't in it."""
        if self.bytes in frame.raw:
            frame = sse.parse(frame.raw.replace(self.bytes, HIDDEN.encode()))
        body = read(frame)
        if "\\" in (frame.data or "") and self.key in json.dumps(body, ensure_ascii=False):
            body = json.loads(json.dumps(body, ensure_ascii=False).replace(self.key, HIDDEN))
            frame = sse.parse(sse.write(body))
        if isinstance(body.get("delta"), str) and (delta := self.shared(body)) is not None:
            frame = sse.parse(sse.write({**body, "delta": delta}))
        return frame

    def shared(self, body: Body) -> str | None:
        """The delta without the end of a key that began in earlier ones; None where it ends none."""
        place = (body["type"], *(str(body.get(name)) for name in ("output_index", "content_index", "summary_index")))
        had = self.ends.get(place, "")
        joined = had + body["delta"]
        found = self.key in joined
        delta = HIDDEN + joined.partition(self.key)[2] if found else body["delta"]
        self.ends[place] = (delta if found else joined)[-(len(self.key) - 1) :]
        return delta if found else None
