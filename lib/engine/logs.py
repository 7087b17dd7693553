"""The terminal's log: requests and events with STREAMSCOPE_LOG=debug, and no key in it, whoever logs."""

import logging
import sys
from typing import Final

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
SHORTEST: Final = 6  # characters; shorter keys are words that stand in many sentences


class Redaction(logging.Filter):
    """Takes the keys that it knows out of every record."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()

    def add(self, key: str) -> None:
        """Never show this key."""
        if len(key) >= SHORTEST:
            self.keys.add(key)

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the keys."""
        text = record.getMessage()
        if any(key in text for key in self.keys):
            for key in self.keys:
                text = text.replace(key, "[key]")
            record.msg, record.args = text, None
        if record.exc_info:  # a traceback may hold what the message doesn't
            trouble = record.exc_info[1]
            record.exc_info = record.exc_text = None
            record.msg = f"{record.getMessage()} ({type(trouble).__name__})"
            record.args = None
        return True


def guard(redaction: Redaction) -> None:
    """Put the redaction before everybody who may log a key, in place of an earlier one."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for earlier in [found for found in logger.filters if type(found).__name__ == Redaction.__name__]:
            logger.removeFilter(earlier)
        logger.addFilter(redaction)


def show(level: str) -> None:
    """Show our log in the terminal from this level on (`debug`, `info`, …); unknown levels count as `warning`."""
    logger = logging.getLogger(LOG)
    logger.setLevel(logging.getLevelNamesMapping().get(level.upper(), logging.WARNING))
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
