"""A Streamlit session without a browser: the websocket and the protobufs that Streamlit's own frontend speaks.

It loads a page, sets widgets, presses buttons, and keeps of every message when it came, how large it was and what it
put where on the page. Loopback only.
"""

import asyncio
import os
import re
import time
import urllib.request
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

Path = tuple[int, ...]

TEXTS: Final = {"markdown", "text", "heading", "alert", "html", "json"}
STRINGS: Final = {"text_area", "text_input", "selectbox", "button_group"}
ENDED: Final = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the server: when, its bytes, its kind, and for elements their place and text."""

    at: float
    size: int
    kind: str
    path: Path = ()
    text: str = ""


class Session:
    """One visitor. `messages` grows; `tree` is the page as it is now."""

    def __init__(self, url: str, timeout: float = 90.0) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            raise ValueError(f"expected a server of this machine, got {url!r}")
        self.url = url
        self.timeout = timeout
        self.messages: list[Message] = []
        self.tree: dict[Path, Any] = {}
        self.before: set[Path] = set()  # what the script run before had drawn
        self.blocks: dict[Path, Any] = {}
        self.values: dict[str, WidgetState] = {}
        self.pages: dict[str, str] = {}
        self.page, self.page_hash = "", ""
        self.finished = asyncio.Event()
        self.closed = ""

    async def open(self) -> Self:
        """Connect, as a browser does after it has asked whether the server is well."""
        cookie = await asyncio.to_thread(self.xsrf)
        self.socket = await connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            subprotocols=["streamlit", cookie or "none"],  # type: ignore[list-item]
            origin=self.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"_streamlit_xsrf={cookie}"} if cookie else {},
            max_size=None,
            compression=None,
            open_timeout=self.timeout,
            ping_interval=None,
            close_timeout=2,
        )
        self.reading = asyncio.create_task(self.read())
        return self

    def xsrf(self) -> str:
        with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=self.timeout) as answer:
            cookies = [value for name, value in answer.headers.items() if name.lower() == "set-cookie"]
        return next((found[1] for cookie in cookies if (found := re.match("_streamlit_xsrf=([^;]+)", cookie))), "")

    async def close(self) -> None:
        """Leave."""
        await asyncio.wait_for(self.socket.close(), 5)
        await asyncio.wait([self.reading], timeout=5)

    async def load(self, page: str = "") -> None:
        """Open a page, to the end of its script."""
        self.page = page
        await self.rerun()
        await self.settled()
        wanted = self.pages.get(page, self.page_hash)
        if wanted != self.page_hash:
            self.page_hash = wanted
            await self.rerun()
            await self.settled()

    async def rerun(self, *triggers: WidgetState) -> float:
        """Ask for a run of the script with the widgets as they are; gives the time."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_script_hash = self.page_hash
        if not self.page_hash:
            asked.page_name = self.page
        asked.context_info.url = f"{self.url}/{self.page}"
        asked.context_info.timezone, asked.context_info.locale = "UTC", "en-US"
        asked.widget_states.CopyFrom(WidgetStates(widgets=[*self.values.values(), *triggers]))
        self.finished.clear()
        at = time.monotonic()
        await self.socket.send(message.SerializeToString())
        return at

    async def settled(self, timeout: float | None = None) -> None:
        """Wait for the end of the script. Raises TimeoutError, or ConnectionError when the server hangs up."""
        await asyncio.wait_for(self.finished.wait(), timeout or self.timeout)
        if self.closed:
            raise ConnectionError(self.closed)

    async def until(self, condition: Any, timeout: float) -> bool:
        """Wait until `condition()` holds; whether it did in time."""
        deadline = time.monotonic() + timeout
        while not condition() and time.monotonic() < deadline and not self.closed:
            await asyncio.sleep(0.01)
        return bool(condition())

    def set(self, label: str, value: str | bool) -> None:
        """Fill a widget; the server hears of it with the next rerun."""
        kind, element = self.widget(label)
        state = WidgetState(id=element.id)
        if kind == "checkbox":
            state.bool_value = bool(value)
        elif kind in STRINGS:
            state.string_value = str(value)
        else:
            raise LookupError(f"can't fill {label!r}, which is a {kind}")
        self.values[element.id] = state

    async def press(self, label: str) -> float:
        """Press a button; gives the time."""
        _, element = self.widget(label)
        if element.disabled:
            raise LookupError(f"the button {label!r} is disabled")
        return await self.rerun(WidgetState(id=element.id, trigger_value=True))

    def widget(self, label: str) -> tuple[str, Any]:
        """The widget of that label, as it was drawn last. Raises LookupError."""
        for element in reversed(self.tree.values()):
            kind = element.WhichOneof("type")
            found = getattr(element, kind)
            if getattr(found, "id", "") and getattr(found, "label", "") == label:
                return kind, found
        raise LookupError(f"no widget is labelled {label!r}")

    def text(self, within: Path = ()) -> str:
        """What the page says, or a part of it."""
        return "\n".join(text_of(self.tree[path]) for path in sorted(self.tree) if path[: len(within)] == within)

    def scroller(self, text: str) -> Path:
        """The bordered container around the element that says `text`."""
        path = next(path for path, element in self.tree.items() if text in text_of(element))
        while path and not (path in self.blocks and self.blocks[path].flex_container.border):
            path = path[:-1]
        return path

    @property
    def received(self) -> int:
        """Bytes so far."""
        return sum(message.size for message in self.messages)

    async def read(self) -> None:
        """Take every message until the connection closes."""
        try:
            async for raw in self.socket:
                self.take(raw, time.monotonic())  # type: ignore[arg-type]
        except ConnectionClosed:
            pass
        except Exception as error:
            self.closed = repr(error)
        self.closed = self.closed or "closed"
        self.finished.set()

    def take(self, raw: bytes, at: float) -> None:
        """One message."""
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        path, text = tuple(message.metadata.delta_path), ""
        if kind == "delta":
            change = message.delta.WhichOneof("type")
            self.before.discard(path)
            if change == "add_block":
                kind = "block"
                self.blocks[path] = message.delta.add_block
            elif change == "new_element":
                element = message.delta.new_element
                kind = element.WhichOneof("type") or ""
                self.tree.pop(path, None)
                if kind:
                    self.tree[path] = element
                    text = text_of(element)
        elif kind == "new_session":
            self.before = set(self.tree)
            self.page_hash = message.new_session.page_script_hash or self.page_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash or self.page_hash
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "script_finished" and message.script_finished in ENDED:
            for gone in self.before:
                self.tree.pop(gone, None)
            self.before = set()
            self.finished.set()
        self.messages.append(Message(at, len(raw), kind or "", path, text))


def text_of(element: Any) -> str:
    """What an element says; "" for those that say nothing in words."""
    kind = element.WhichOneof("type")
    if kind in TEXTS:
        return str(getattr(element, kind).body)
    return str(element.code.code_text) if kind == "code" else ""
