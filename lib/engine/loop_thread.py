"""A thread that runs an asyncio loop: whoever has it lets coroutines run there, and ends it."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final

LONGEST_END: Final = 5.0  # seconds for what is cancelled, and as many for the thread


class LoopThread(threading.Thread):
    """The thread and its `loop`. It doesn't keep the process from ending."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        """What the thread does."""
        self.loop.run_forever()

    def call(self, coroutine: Coroutine[Any, Any, Any]) -> "Future[Any]":
        """Run a coroutine in the loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def end(self, last: Coroutine[Any, Any, None]) -> None:
        """Cancel all that runs, wait for `last`, and end. Bounded, whatever doesn't let itself be cancelled."""
        with suppress(Exception):
            self.call(shut(last)).result(timeout=LONGEST_END)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join(timeout=LONGEST_END)
        if not self.is_alive():
            self.loop.close()


async def shut(last: Coroutine[Any, Any, None]) -> None:
    """Cancel every other task, and wait for them, then for `last`."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await last
