"""Fill one run with its events, from the first to its end, whatever that is."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from lib.engine import failures
from lib.engine.backends import Backend
from lib.engine.logs import LOG
from lib.engine.runs import Run
from lib.protocol.events import Event, event

STOPPED: Final = {"type": "run.stopped", "message": "Stopped here."}

log = logging.getLogger(LOG)


async def fill(
    run: Run, source: AsyncGenerator[list[Event], None], backend: Backend, most_events: int, most_bytes: int
) -> None:
    """Append what the source gives, up to the limits, and close the run. Cancelling it stops the run."""
    size = 0
    try:
        async with aclosing(source) as pieces:
            async for events in pieces:
                run.append(events)
                size += sum(len(one.raw) for one in events)
                if log.isEnabledFor(logging.DEBUG):
                    for one in events:
                        log.debug("run %s: %s %r", run.id[:8], one.t, one.raw)
                if len(run.events) > most_events or size > most_bytes:
                    end = failures.too_long(len(run.events), size, most_events, most_bytes)
                    run.append([event(run.clock(), end)])
                    break
    except asyncio.CancelledError:
        run.append([event(run.clock(), STOPPED)])
    except Exception as error:
        log.exception("run %s did not go well", run.id[:8])
        run.append([event(run.clock(), failures.of_exception(error, backend))])
    finally:
        run.close()
