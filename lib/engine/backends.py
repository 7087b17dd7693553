"""Who answers: the simulator, OpenAI, or any server that speaks the Responses API. A key belongs to its base URL."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import dotenv

from lib.protocol.request import BackendName

SHORTEST_KEY: Final = 6  # characters
OPENAI_URL: Final = "https://api.openai.com/v1"
DEFAULT_MODEL: Final[dict[BackendName, str]] = {"simulator": "sim-1", "openai": "gpt-5.4-mini", "compatible": ""}
"""The only place that names a model by default; OPENAI_MODEL takes its place for OpenAI and compatible servers."""


@dataclass(frozen=True)
class Backend:
    """Where requests go. The key never shows in `repr`, and goes to this base URL only."""

    name: BackendName
    base_url: str
    api_key: str = field(default="", repr=False)

    def redact(self, text: str) -> str:
        """The text without the key, should a server have echoed it."""
        return text.replace(self.api_key, "[key]") if self.redactable else text

    @property
    def redactable(self) -> bool:
        """Whether the key is taken out of what is shown. Shorter ones are words that stand in many sentences."""
        return len(self.api_key) >= SHORTEST_KEY


@dataclass(frozen=True)
class Environment:
    """What the environment, or `.env`, presets. Its key belongs to its base URL."""

    base_url: str = OPENAI_URL
    api_key: str = field(default="", repr=False)
    model: str = ""

    @property
    def backend(self) -> BackendName:
        """The backend that it presets: without a key or a base URL, the simulator."""
        if self.base_url != OPENAI_URL:
            return "compatible"
        return "openai" if self.api_key else "simulator"

    def key_for(self, base_url: str) -> str:
        """The environment's key, but only for the environment's base URL."""
        return self.api_key if same_url(base_url, self.base_url) else ""

    def model_for(self, backend: BackendName) -> str:
        """The model to begin with."""
        return self.model if self.model and backend == self.backend else DEFAULT_MODEL[backend]


def variables() -> dict[str, str]:
    """The environment's variables, and those of `.env` that it doesn't have."""
    return {name: value for name, value in {**dotenv.dotenv_values(".env"), **os.environ}.items() if value}


def environment(given: Mapping[str, str] | None = None) -> Environment:
    """OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, from the environment or else from `.env`."""
    found = variables() if given is None else given
    return Environment(
        base_url=(found.get("OPENAI_BASE_URL") or "").strip().rstrip("/") or OPENAI_URL,
        api_key=(found.get("OPENAI_API_KEY") or "").strip(),
        model=(found.get("OPENAI_MODEL") or "").strip(),
    )


def named(name: BackendName, simulator_url: str = "") -> Backend:
    """The backend of that name as the environment presets it, for scripts. The simulator needs its URL."""
    preset = environment()
    if name == "simulator":
        return Backend("simulator", simulator_url)
    base_url = OPENAI_URL if name == "openai" else preset.base_url
    key = preset.key_for(base_url)
    if name == "compatible" and same_url(base_url, OPENAI_URL):
        raise ValueError("OPENAI_BASE_URL is not set; set it in .env, or choose openai")
    if name == "openai" and not key:
        raise ValueError("OPENAI_API_KEY is not set; choose the simulator or set the key in .env")
    return Backend(name, base_url, key)


def same_url(one: str, other: str) -> bool:
    """Whether two base URLs are the same but for a slash at the end."""
    return one.strip().rstrip("/") == other.strip().rstrip("/")


def bad_url(base_url: str) -> str:
    """What is wrong with a base URL that somebody typed, in a sentence; "" if nothing is."""
    scheme, separator, rest = base_url.strip().partition("://")
    if not base_url.strip():
        return "Type the server's base URL, e.g. http://127.0.0.1:8080/v1."
    if not separator or scheme not in ("http", "https"):
        return "A base URL begins with http:// or https://, e.g. http://127.0.0.1:8080/v1."
    if not rest.strip("/") or any(character.isspace() for character in rest):
        return "That base URL has no host, or has a space in it."
    if "@" in rest.partition("/")[0]:
        return "Leave the name and password out of the base URL; the key has a field of its own."
    try:
        _ = urlsplit(base_url.strip()).port
    except ValueError:
        return "That base URL's host or port is not a possible one."
    return ""


def bad_key(api_key: str) -> str:
    """What is wrong with a key that somebody typed, in a sentence without the key; "" if nothing is."""
    if api_key.isascii() and (api_key.isprintable() and api_key == api_key.strip()):
        return ""
    return (
        "The key has a character that no key has (a line break, a typographic mark, a space at an end); copy it again."
    )
