"""The terminal's log: requests and events with STREAMSCOPE_LOG=debug, and no key in it, whoever logs."""

import logging
import sys
import traceback
from typing import Final

from lib.engine.backends import SHORTEST_KEY

LOG: Final = "streamscope"
# Those who may log a request's or an answer's headers. A filter counts for its very logger, not for its children.
LOGGERS: Final = (
    LOG,
    "openai",
    "openai._base_client",
    "httpx2",
    "httpcore2.connection",
    "httpcore2.http11",
    "httpcore2.http2",
    "httpcore2.proxy",
    "httpcore2.socks",
)


class Redaction(logging.Filter):
    """Takes the keys that it knows out of every record."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: frozenset[str] = frozenset()  # replaced, never changed: other threads are reading it

    def add(self, key: str) -> None:
        """Never show this key."""
        if len(key) >= SHORTEST_KEY:
            self.keys |= {key}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the keys."""
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:  # a traceback may hold what the message doesn't
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_info = None
        record.exc_text = self.clean(record.exc_text) if record.exc_text else None  # also after another's redaction
        return True

    def clean(self, text: str) -> str:
        """The text without the keys."""
        for key in self.keys:
            text = text.replace(key, "[key]")
        return text


def guard(redaction: Redaction) -> None:
    """Put the redaction before everybody who may log a key."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(redaction)


def unguard(redaction: Redaction) -> None:
    """Take it away again."""
    for name in LOGGERS:
        logging.getLogger(name).removeFilter(redaction)


def show(level: str) -> None:
    """Show our log in the terminal from this level on (`debug`, `info`, …); unknown levels count as `warning`."""
    logger = logging.getLogger(LOG)
    logger.setLevel(logging.getLevelNamesMapping().get(level.upper(), logging.WARNING))
    logger.propagate = False
    if not logger.handlers:
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(terminal)
