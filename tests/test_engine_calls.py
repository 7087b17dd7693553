"""The engine answers calls: over a real connection, with approvals, with Stop at any moment, and for plain scripts."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.engine.approvals import Decision
from lib.engine.backends import Backend
from lib.engine.calling import Tools
from lib.engine.client import stream
from lib.engine.engine import Engine
from lib.engine.retention import Retention
from lib.engine.runs import Run
from lib.protocol import sse
from lib.protocol.call import Call, Key
from lib.protocol.events import Body, Event
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun
from lib.simulator.pace import Pace
from lib.simulator.thread import SimulatorThread
from lib.tools.function import FunctionTool
from lib.tools.registry import ToolRegistry
from tests.server import Asked, Server, until
from tests.wire import call, ends

ROOT = Path(__file__).parent.parent
REQUEST = Request({"model": "m-1", "input": "Go"}, "compatible")
CALL: Key = (0, 0)
ENDS = [ends(id="resp_2")]
LONG = 60.0


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


@pytest.fixture
def leaving() -> Iterator[Engine]:
    """An engine whose visitors have a short grace."""
    made = Engine(retention=Retention(grace=0.05))
    yield made
    made.close()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a hung tool waits for; open at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def turns(*answers: list[Body]) -> Callable[[Asked], Awaitable[None]]:
    """A server whose n-th answer has these events."""
    left = list(answers)

    async def answer(asked: Asked) -> None:
        await asked.head()
        for one in left.pop(0):
            await asked.chunk(sse.write(one))
        await asked.end()

    return answer


async def goes_on(asked: Asked) -> None:
    """A response with a whole call in it that never ends."""
    await asked.head()
    for one in call(0, '{"number": 4}', "double"):
        await asked.chunk(sse.write(one))
    await asked.gone()


def calling(*arguments: str, name: str = "double") -> list[Body]:
    return [body for at, text in enumerate(arguments) for body in call(at, text, name)] + [ends()]


def hanging(gate: threading.Event) -> FunctionTool:
    """`double`, but it hangs until the gate opens."""

    def hang(number: int) -> int:
        """Twice the number, late."""
        gate.wait(LONG)
        return 2 * number

    return FunctionTool(hang, name="double", limit=LONG)


def started(engine: Engine, server: Server, tool: Any = double, visitor: str = "ann", **options: Any) -> Run:
    tools = Tools(ToolRegistry([tool]), visitor, **options)
    return engine.start(REQUEST, Backend("compatible", server.url), visitor, tools)


def folded(events: list[Event]) -> FoldedRun:
    run = FoldedRun()
    for one in events:
        run.fold(one.body, one.t)
    return run


def only(run: Run) -> Call:
    (found,) = folded(run.events).calls.found.values()
    return found


def types(run: Run) -> list[str]:
    return [one.type for one in run.events]


def awaiting(run: Run, times: int = 1) -> Run:
    until(lambda: types(run).count("run.call_awaiting") == times)
    return run


def finished(run: Run) -> FoldedRun:
    until(lambda: not run.open)
    return folded(run.events)


def outputs(server: Server, request: int = 1) -> list[str]:
    return [item["output"] for item in server.asked[request].json["input"] if "output" in item]


def gone(engine: Engine) -> bool:
    """Whether the engine has no run, no task and no tools of one any more."""
    return not engine.live and not engine.tools


# Decisions.


def test_an_approved_call_runs_and_its_output_goes_back(engine: Engine) -> None:
    with Server(turns(calling('{"number": 4}'), ENDS)) as server:
        run = awaiting(started(engine, server, ask=True))
        until(lambda: folded(run.events).status == "awaiting_approval")  # the call waits before the response is over
        assert len(server.asked) == 1
        engine.decide(run, CALL, Decision("approve"))
        assert finished(run).status == "completed"
        assert outputs(server) == ["8"]
    assert (only(run).state, only(run).output, only(run).by) == ("completed", "8", "tool")
    until(lambda: gone(engine))


def test_a_declined_call_does_not_run_and_the_model_is_told(engine: Engine) -> None:
    ran: list[int] = []

    def note(number: int) -> None:
        """Notes the number."""
        ran.append(number)

    with Server(turns(calling('{"number": 4}', name="note"), ENDS)) as server:
        run = awaiting(started(engine, server, note, ask=True))
        engine.decide(run, CALL, Decision("decline"))
        assert finished(run).status == "completed"
        assert json.loads(outputs(server)[0])["declined"] is True
    assert (only(run).state, only(run).by, ran) == ("declined", "visitor", [])


def test_of_two_calls_each_has_its_own_decision(engine: Engine) -> None:
    with Server(turns(calling('{"number": 4}', '{"number": 5}'), ENDS)) as server:
        run = awaiting(started(engine, server, ask=True), times=2)
        engine.decide(run, (0, 1), Decision("approve", '{"number": 50}'))
        until(lambda: "run.function_call_output" in types(run))
        until(lambda: folded(run.events).status == "awaiting_approval")
        engine.decide(run, (0, 0), Decision("answer", "four"))
        finished(run)
        one, other = outputs(server)
    assert (one, json.loads(other)) == ("four", {"arguments_changed_to": {"number": 50}, "output": 100})


def test_a_decision_that_comes_too_late_or_twice_changes_nothing(engine: Engine) -> None:
    with Server(turns(calling('{"number": 4}'), ENDS)) as server:
        run = awaiting(started(engine, server, ask=True))
        for decision in (Decision("approve"), Decision("decline")):
            engine.decide(run, CALL, decision)
        finished(run)
        until(lambda: gone(engine))
        before = types(run)
        engine.decide(run, CALL, Decision("decline"))
        engine.thread.call(asyncio.sleep(0)).result(5)  # the engine's loop has come by
    assert types(run) == before
    assert (only(run).state, only(run).output) == ("completed", "8")


# Stop.


def test_stop_while_a_call_awaits_its_approval_ends_the_run(engine: Engine) -> None:
    with Server(turns(calling('{"number": 4}'))) as server:
        run = awaiting(started(engine, server, ask=True))
        engine.stop(run)
        assert finished(run).status == "stopped"
        until(lambda: gone(engine))
        engine.decide(run, CALL, Decision("approve"))
        assert len(server.asked) == 1
    assert (only(run).state, only(run).output) == ("failed", None)
    assert types(run)[-1] == "run.stopped"


def test_stop_while_a_call_awaits_and_the_response_streams_closes_the_upstream(engine: Engine) -> None:
    with Server(goes_on) as server:
        run = awaiting(started(engine, server, ask=True))
        engine.stop(run)
        assert finished(run).status == "stopped"
        until(server.asked[0].left.is_set)
        until(lambda: gone(engine))
    assert only(run).state == "failed"


def test_stop_while_a_tool_runs_does_not_wait_for_it_and_drops_what_it_gives(
    engine: Engine, gate: threading.Event
) -> None:
    with Server(turns(calling('{"number": 4}'))) as server:
        run = started(engine, server, hanging(gate))
        until(lambda: engine.pool.busy == 1)
        engine.stop(run)
        assert finished(run).status == "stopped"
        until(lambda: gone(engine))
        assert (engine.pool.busy, engine.pool.given_up) == (0, 1)
        ended = types(run)
        gate.set()
        until(lambda: engine.pool.given_up == 0)
        assert len(server.asked) == 1
    assert types(run) == ended
    assert (only(run).state, only(run).output) == ("failed", None)


def test_stop_while_a_tool_runs_and_the_response_streams_closes_the_upstream(
    engine: Engine, gate: threading.Event
) -> None:
    with Server(goes_on) as server:
        run = started(engine, server, hanging(gate))
        until(lambda: engine.pool.busy == 1)
        engine.stop(run)
        until(server.asked[0].left.is_set)
        assert finished(run).status == "stopped"
        until(lambda: gone(engine))


def test_stop_between_two_tries_of_a_tool_ends_the_run(engine: Engine) -> None:
    def breaks(number: int) -> int:
        """Fails."""
        raise ConnectionError("not now")

    tool = FunctionTool(breaks, name="double", retryable=True)
    with Server(turns(calling('{"number": 4}'))) as server:
        run = started(engine, server, tool)
        until(lambda: "run.call_retrying" in types(run))
        engine.stop(run)
        assert finished(run).status == "stopped"
        until(lambda: gone(engine))
    assert types(run).count("run.call_running") == 1


# Several visitors, and those who leave.


def test_a_visitors_tool_runs_while_fifty_of_another_hang(engine: Engine, gate: threading.Event) -> None:
    stuck = calling(*(f'{{"number": {at}}}' for at in range(50)))
    with Server(turns(stuck)) as server, Server(turns(calling('{"number": 4}'), ENDS)) as other:
        hung = started(engine, server, hanging(gate), "ann")
        until(lambda: engine.pool.busy == engine.pool.of_one)
        run = started(engine, other, double, "bob")
        assert finished(run).status == "completed"
        assert outputs(other) == ["8"]
        engine.stop(hung)
        finished(hung)


def test_a_run_whose_visitor_leaves_while_it_awaits_is_cancelled_after_the_grace(leaving: Engine) -> None:
    with Server(turns(calling('{"number": 4}'))) as server:
        run = awaiting(started(leaving, server, ask=True))
        leaving.kept.leave("ann")
        until(lambda: not run.open)
        until(lambda: gone(leaving))
        until(lambda: leaving.find(run.id) is None)
        assert len(server.asked) == 1
    assert not run.events


def test_a_visitor_who_is_back_in_time_decides(leaving: Engine) -> None:
    with Server(turns(calling('{"number": 4}'), ENDS)) as server:
        run = awaiting(started(leaving, server, ask=True))
        assert leaving.find(run.id, "ann again") is run
        leaving.kept.leave("ann")
        until(lambda: "ann" not in leaving.kept.gone)
        leaving.decide(run, CALL, Decision("approve"))
        assert finished(run).status == "completed"


def test_a_run_goes_on_from_a_turn_of_another_and_so_does_its_clock(engine: Engine) -> None:
    with Server(turns(calling('{"number": 4}'), ENDS, ENDS)) as server:
        first = started(engine, server)
        finished(first)
        begun = first.events[: types(first).index("response.completed") + 1]
        begun = [one for one in begun if not one.type.startswith(("run.call", "run.function"))]
        tools = Tools(ToolRegistry([double]), "ann")
        run = engine.start(REQUEST, Backend("compatible", server.url), "ann", tools, begun)
        assert finished(run).status == "completed"
        assert outputs(server, 2) == ["8"]
    times = [one.t or 0.0 for one in run.events]
    assert run.events[: len(begun)] == begun
    assert times == sorted(times)


# With the simulator, which asks for calls of its own.


def weather(city: str) -> str:
    """Weather of a city now."""
    return f"{city}: mild"


WEATHER = Request({"model": "sim-1", "input": "What is the weather in Tokyo and Paris?"}, "simulator")


@pytest.fixture
def simulator() -> Iterator[Backend]:
    with SimulatorThread(Pace(first=0.0, rate=2000)) as running:
        yield Backend("simulator", running.base_url)


def test_the_simulators_parallel_calls_are_answered_and_it_goes_on(engine: Engine, simulator: Backend) -> None:
    tools = Tools(ToolRegistry([weather]), "ann")
    body = {**WEATHER.body, "tools": tools.registry.definitions()}
    run = finished(engine.start(Request(body, "simulator"), simulator, "ann", tools))
    assert (run.status, len(run.turns)) == ("completed", 2)
    assert [call.output for call in run.calls.of_turn(0)] == ["Tokyo: mild", "Paris: mild"]
    assert run.requests[1]["previous_response_id"] == run.turns[0].fields["id"]
    assert "Tokyo: mild" in "".join(run.turns[1].texts())


# For a plain script.


def test_stream_offers_tools_runs_their_calls_and_goes_on(simulator: Backend) -> None:
    run = folded(list(stream(WEATHER, simulator, ToolRegistry([weather]))))
    assert (run.status, len(run.turns)) == ("completed", 2)
    assert run.requests[0]["tools"][0]["name"] == "weather"
    assert sorted(call.output or "" for call in run.calls.of_turn(0)) == ["Paris: mild", "Tokyo: mild"]


def test_stream_sends_everything_again_where_nothing_is_stored() -> None:
    with Server(turns(calling('{"number": 4}'), ENDS)) as server:
        events = list(stream(REQUEST, Backend("compatible", server.url), ToolRegistry([double])))
        assert folded(events).status == "completed"
        second = server.asked[1].json
    assert "previous_response_id" not in second
    assert [item.get("type", "message") for item in second["input"]] == [
        "message",
        "function_call",
        "function_call_output",
    ]


def test_leaving_the_loop_while_a_tool_hangs_closes_the_upstream_and_leaves_no_thread(gate: threading.Event) -> None:
    with Server(goes_on) as server:
        events = stream(REQUEST, Backend("compatible", server.url), ToolRegistry([hanging(gate)]))
        for one in events:
            if one.type == "run.call_running":
                break
        events.close()  # type: ignore[attr-defined]
        until(server.asked[0].left.is_set)
        assert "streamscope-stream" not in [thread.name for thread in threading.enumerate()]


def test_a_script_without_a_backend_has_its_tools_called_by_a_simulator_of_its_own() -> None:
    script = """
from lib.engine.client import stream
from lib.protocol.request import Request
from lib.tools.registry import ToolRegistry

def weather(city: str) -> str:
    '''Weather of a city now.'''
    return f"{city}: mild"

asked = Request({"model": "sim-1", "input": "What is the weather in Tokyo?"}, "simulator")
for event in stream(asked, tools=ToolRegistry([weather])):
    if event.type == "run.function_call_output":
        print(event.body["output"])
"""
    env = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("Tokyo: mild\n", "")
