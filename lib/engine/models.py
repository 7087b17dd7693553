"""The check of a backend: is there a server, does it take the key, which models has it."""

import asyncio
from dataclasses import dataclass

import openai

from lib.engine import failures
from lib.engine.backends import Backend, bad_key, bad_url
from lib.engine.http import Pools, keyless, sdk

LIMIT = 5.0  # seconds


@dataclass(frozen=True)
class Check:
    """What a check found: whether requests can be sent, one sentence, the server's models (none if it has no list)."""

    works: bool
    sentence: str
    models: tuple[str, ...] = ()


async def check(backend: Backend, pools: Pools, limit: float = LIMIT) -> Check:
    """Ask the server for its models. Never raises; at the most `limit` seconds."""
    if wrong := bad_url(backend.base_url) or bad_key(backend.api_key):
        return Check(False, wrong)
    if backend.name == "openai" and not backend.api_key:
        return Check(False, "No key. Type one, or set OPENAI_API_KEY in the environment or in .env.")
    try:
        async with asyncio.timeout(limit):
            found = await sdk(backend, pools).models.list(extra_headers=keyless(backend))
        models = tuple(sorted({model.id for model in found.data if isinstance(model.id, str)}))
    except openai.NotFoundError:
        return Check(True, "The server answers, but has no list of models. Type the model's name.")
    except openai.APIStatusError as error:
        failure = failures.of_status(error, backend)
        said = f" It says: {failure['words']}" if failure["words"] else ""
        return Check(False, f"{failure['message']}{said} {failure['advice']}")
    except (TypeError, AttributeError, ValueError, openai.APIResponseValidationError):
        return Check(True, "The server answers, but its list of models can't be read. Type the model's name.")
    except Exception as error:
        failure = failures.of_exception(error, backend)
        return Check(False, f"{failure['message']} {failure['advice']}")
    if backend.name == "simulator":
        return Check(True, "Works without a key or a network. Its answers are simulated.", models)
    if not models:
        return Check(True, "The server answers, but its list of models is empty. Type the model's name.")
    return Check(True, f"Connected. {len(models)} models." if len(models) != 1 else "Connected. 1 model.", models)
