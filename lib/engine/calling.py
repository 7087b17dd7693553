"""Answer one call: hold it until it may run, check its arguments, run its tool, say what came of it.

Whatever goes wrong is an output, too: a short error goes back to the model, and shows on the call's card.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from lib.engine.approvals import Approvals, Decision
from lib.protocol.call import Call, named
from lib.protocol.events import Body
from lib.tools.pool import Pool
from lib.tools.registry import ToolRegistry
from lib.tools.tool import Tool, ToolError, raised

TRIES: Final = 3
BACKOFF: Final = 0.5  # seconds before the second try, twice that before the third
DECLINED: Final = {"declined": True, "message": "The user declined this call. Make it again only if they ask for it."}


@dataclass
class Tools:
    """What a run needs to answer calls: the tools, whether to ask first, whether outputs follow a stored response.

    `owner` is whose calls these are: each has a share of the threads. `approvals` is what the visitor decides.
    """

    registry: ToolRegistry
    owner: str = ""
    ask: bool = False
    stored: bool = True
    approvals: Approvals = field(default_factory=Approvals)


@dataclass
class Calling:
    """Answers the calls of a run. `say` takes each event of ours, in order."""

    tools: Tools
    pool: Pool
    say: Callable[[Body], None]
    changing: threading.Lock = field(default_factory=threading.Lock)

    async def answer(self, call: Call) -> None:
        """From ready to an output."""
        try:
            tool = self.tools.registry.tool(call.name)
        except ToolError as error:
            return self.fails(call, error)
        held = self.tools.ask or tool.by_hand
        decision = self.tools.approvals.early(call.key)
        problem = ""
        while True:
            if decision is None and (held or problem):
                waiting = self.tools.approvals.hold(call.key)
                self.say({"type": "run.call_awaiting", **named(call), "by_hand": tool.by_hand, "message": problem})
                decision = await waiting
            decision = decision or Decision("approve")
            if decision.kind == "decline":
                return self.has_output(call, json.dumps(DECLINED), "declined", by="visitor")
            if decision.kind == "answer":
                return self.has_output(call, decision.text or "", "completed", by="visitor")
            try:
                checked = tool.check(call.arguments if decision.text is None else decision.text)
            except ToolError as error:
                if decision.text is None:
                    return self.fails(call, error)
                decision, problem = None, error.message  # what the visitor typed can be mended
                continue
            return await self.run(call, tool, checked, decision.text)

    async def run(self, call: Call, tool: Tool, checked: Any, changed: str | None) -> None:
        """Run the tool, more than once if it may be tried again."""
        given = {} if changed is None or changed == call.arguments else {"arguments": changed}
        loop = asyncio.get_running_loop()
        for attempt in range(1, TRIES + 1):
            begins = {"type": "run.call_running", **named(call), "attempt": attempt, **given}
            work = Work(tool, checked, self.changing, partial(loop.call_soon_threadsafe, self.say, begins))
            try:
                output = await self.pool.run(self.tools.owner, work, tool.limit)
                break
            except Exception as error:
                trouble = raised(error)
                if attempt == TRIES or not tool.retryable or trouble.kind != "raised":
                    return self.fails(call, trouble, changed if given else None)
                wait = BACKOFF * 2 ** (attempt - 1)
                retrying = {"attempt": attempt, "message": trouble.message, "seconds": wait}
                self.say({"type": "run.call_retrying", **named(call), **retrying})
                await asyncio.sleep(wait)
        if work.after != work.before:
            self.say({"type": "run.tool_state", **named(call), "before": work.before, "state": work.after})
        self.has_output(call, told(output, changed) if given else output, "completed")

    def fails(self, call: Call, error: ToolError, changed: str | None = None) -> None:
        """No output but the error: the model is told of it."""
        output = error.output() if changed is None else told(error.output(), changed)
        self.has_output(call, output, "failed", by="engine", message=error.message, kind=error.kind)

    def has_output(self, call: Call, output: str, state: str, by: str = "tool", **more: str) -> None:
        """The call is over."""
        self.say(
            {"type": "run.function_call_output", **named(call), "state": state, "output": output, "by": by, **more}
        )


@dataclass
class Work:
    """One try of a call, in a thread of the pool: it says that it begins, and sees what the tool changes.

    Tools that change something run one at a time, so that each call's `before` and `after` are its own.
    """

    tool: Tool
    checked: Any
    changing: threading.Lock
    begins: Callable[[], object]
    before: Any = None
    after: Any = None

    def __call__(self) -> str:
        """The output."""
        with self.changing if self.tool.state() is not None else nullcontext():
            self.begins()
            self.before = self.tool.state()
            output = self.tool.call(self.checked)
            self.after = self.tool.state()
        return output


def told(output: str, changed: str | None) -> str:
    """The output of a call whose arguments the visitor changed: the model knows only those that it wrote."""
    return json.dumps({"arguments_changed_to": loaded(changed or ""), "output": loaded(output)}, ensure_ascii=False)


def loaded(text: str) -> Any:
    """The value of a JSON text, the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text
