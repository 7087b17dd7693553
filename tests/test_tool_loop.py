"""The loop of turns: calls start while the response streams, outputs go back, what fails is an output, too."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from lib.engine.approvals import Approvals, Decision
from lib.engine.calling import Tools
from lib.engine.tool_loop import MOST_TURNS, tool_loop
from lib.protocol.events import Body, Event, event
from lib.protocol.request import Request
from lib.protocol.run import FoldedRun
from lib.tools.custom import CustomTool
from lib.tools.function import FunctionTool
from lib.tools.own import OwnTool
from lib.tools.pool import Pool
from lib.tools.registry import ToolRegistry
from tests.wire import added, call, ends

REQUEST = Request({"model": "m", "input": "Go"}, "compatible")


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


class Counter:
    """An object with a state; `add` is its tool."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, number: int) -> int:
        """Add to the count."""
        self.count += number
        return self.count

    def state(self) -> dict[str, Any]:
        return {"count": self.count}


class Server:
    """Answers the n-th request with the n-th list of pieces; a callable among them is awaited first."""

    def __init__(self, *answers: list[Any]) -> None:
        self.answers = answers
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, request: Request) -> AsyncGenerator[list[Event], None]:
        self.sent.append(request.body)
        for piece in self.answers[len(self.sent) - 1]:
            if callable(piece):
                await piece()
            else:
                yield [event(0.0, body) for body in (piece if isinstance(piece, list) else [piece])]


def calls(*arguments: str, name: str = "double") -> list[Any]:
    return [body for at, text in enumerate(arguments) for body in call(at, text, name)] + [ends()]


DONE = [ends(id="resp_2")]


def custom_delta(at: int, text: str) -> Body:
    return {"type": "response.custom_tool_call_input.delta", "output_index": at, "delta": text}


async def gone(
    server: Callable[[Request], AsyncGenerator[list[Event], None]],
    *tools: Any,
    each: Callable[[Body], None] = lambda body: None,
    begun: list[Event] | None = None,
    **options: Any,
) -> tuple[FoldedRun, list[Body]]:
    """The run to its end, folded, and all its events; `each` sees them as they come."""
    run, seen = FoldedRun(), []
    with_tools = Tools(ToolRegistry(tools), **options)
    async with aclosing(tool_loop(server, REQUEST, with_tools, Pool(), lambda: 0.0, begun)) as pieces:
        async for events in pieces:
            for one in events:
                run.fold(one.body, one.t)
                seen.append(one.body)
                each(one.body)
    return run, seen


def loop(*args: Any, **options: Any) -> tuple[FoldedRun, list[Body]]:
    async def bounded() -> tuple[FoldedRun, list[Body]]:
        return await asyncio.wait_for(gone(*args, **options), 20)

    return asyncio.run(bounded())


def outputs(run: FoldedRun) -> list[str | None]:
    return [call.output for call in run.calls.found.values()]


def deciding(approvals: Approvals, *decisions: Decision) -> Callable[[Body], None]:
    """The visitor, who decides at once, about one waiting call after the other."""
    left = list(decisions)

    def each(body: Body) -> None:
        if body["type"] == "run.call_awaiting":
            approvals.decide((body["turn"], body["output_index"]), left.pop(0))

    return each


def test_outputs_go_back_and_the_model_goes_on() -> None:
    server = Server(calls('{"number": 4}', '{"number": 5}'), DONE)
    run, _ = loop(server, double)
    assert (run.status, len(run.turns), outputs(run)) == ("completed", 2, ["8", "10"])
    assert server.sent[1] == {
        "model": "m",
        "stream": True,
        "previous_response_id": "resp_1",
        "input": [
            {"type": "function_call_output", "call_id": "call_0", "output": "8"},
            {"type": "function_call_output", "call_id": "call_1", "output": "10"},
        ],
    }


def test_without_a_stored_response_everything_is_sent_again() -> None:
    server = Server(calls('{"number": 4}'), DONE)
    loop(server, double, stored=False)
    assert [item.get("type", "message") for item in server.sent[1]["input"]] == [
        "message",
        "function_call",
        "function_call_output",
    ]


def test_a_call_starts_while_the_response_still_streams() -> None:
    async def until_it_ran() -> None:
        while not ran.is_set():
            await asyncio.sleep(0.001)

    def flag(number: int) -> str:
        """Says that it runs."""
        ran.set()
        return "ran"

    ran = threading.Event()
    server = Server([*call(0, '{"number": 1}', "flag"), until_it_ran, ends()], DONE)
    run, seen = loop(server, flag)
    types = [body["type"] for body in seen]
    assert types.index("run.call_running") < types.index("response.completed")
    assert outputs(run) == ["ran"]


def test_the_calls_of_a_turn_run_side_by_side() -> None:
    both = threading.Barrier(2)

    def meet(number: int) -> int:
        """Ends when the other one runs, too."""
        both.wait(10)
        return number

    run, _ = loop(Server(calls('{"number": 1}', '{"number": 2}', name="meet"), DONE), meet)
    assert outputs(run) == ["1", "2"]


def test_what_fails_is_an_output_too() -> None:
    def breaks(number: int) -> int:
        """Fails."""
        raise RuntimeError("out of order")

    cases = [("double", "{", "invalid_json"), ("double", "{}", "invalid_arguments"), ("halve", "{}", "unknown_tool")]
    for name, arguments, kind in [*cases, ("breaks", '{"number": 1}', "raised")]:
        server = Server(calls(arguments, name=name), DONE)
        run, seen = loop(server, double, breaks)
        (sent,) = server.sent[1]["input"]
        assert json.loads(sent["output"])["error"]["kind"] == kind
        (said,) = [body for body in seen if body["type"] == "run.function_call_output"]
        assert (said["state"], said["kind"]) == ("failed", kind)
        assert run.status == "completed"


def test_a_tool_past_its_limit_is_given_up() -> None:
    release = threading.Event()

    def hang(number: int) -> int:
        """Hangs."""
        release.wait(30)
        return number

    run, _ = loop(Server(calls('{"number": 1}', name="hang"), DONE), FunctionTool(hang, limit=0.05))
    release.set()
    assert json.loads(outputs(run)[0] or "")["error"]["kind"] == "time_limit"


def test_a_retryable_tool_is_tried_again_visibly() -> None:
    tries: list[int] = []

    def shaky(number: int) -> int:
        """Works the second time."""
        tries.append(number)
        if len(tries) < 2:
            raise ConnectionError("not yet")
        return number

    run, seen = loop(Server(calls('{"number": 7}', name="shaky"), DONE), FunctionTool(shaky, retryable=True))
    (again,) = [body for body in seen if body["type"] == "run.call_retrying"]
    assert ("not yet" in again["message"], again["seconds"] > 0) == (True, True)
    assert ([call.attempt for call in run.calls.found.values()], outputs(run)) == ([2], ["7"])


def test_asked_first_a_call_waits_until_it_is_approved() -> None:
    approvals = Approvals()
    each = deciding(approvals, Decision("approve"))
    run, seen = loop(Server(calls('{"number": 4}'), DONE), double, each=each, ask=True, approvals=approvals)
    types = [body["type"] for body in seen if body["type"].startswith("run.call")]
    assert (types, outputs(run)) == (["run.call_awaiting", "run.call_running"], ["8"])


def test_changed_arguments_run_and_the_model_is_told() -> None:
    approvals = Approvals()
    wrong, right = Decision("approve", '{"number": "x"}'), Decision("approve", '{"number": 6}')
    each = deciding(approvals, wrong, right)
    run, seen = loop(Server(calls('{"number": 4}'), DONE), double, each=each, ask=True, approvals=approvals)
    assert json.loads(outputs(run)[0] or "") == {"arguments_changed_to": {"number": 6}, "output": 12}
    problems = [body["message"] for body in seen if body["type"] == "run.call_awaiting"]
    assert problems[0] == ""
    assert "number" in problems[1]


def test_an_answer_by_hand_and_a_declined_call_go_back() -> None:
    approvals = Approvals()
    each = deciding(approvals, Decision("answer", "nine"), Decision("decline"))
    server = Server(calls('{"number": 4}', '{"number": 5}'), DONE)
    run, _ = loop(server, double, each=each, ask=True, approvals=approvals)
    by_hand, declined = run.calls.found.values()
    assert (by_hand.state, by_hand.output, by_hand.by) == ("completed", "nine", "visitor")
    assert (declined.state, declined.by) == ("declined", "visitor")
    assert "declined" in server.sent[1]["input"][1]["output"]


def test_a_tool_without_code_is_answered_by_hand_unasked() -> None:
    tool = OwnTool("guess", "Guess.", {"type": "object", "properties": {}}, mode="by_hand")
    approvals = Approvals()
    each = deciding(approvals, Decision("answer", "seven"))
    run, seen = loop(Server(calls("{}", name="guess"), DONE), tool, each=each, approvals=approvals)
    assert outputs(run) == ["seven"]
    assert next(body for body in seen if body["type"] == "run.call_awaiting")["by_hand"] is True


def test_a_model_that_goes_on_calling_is_ended() -> None:
    server = Server(*[calls('{"number": 4}') for _ in range(MOST_TURNS + 1)])
    run, _ = loop(server, double)
    assert (run.status, len(server.sent), (run.trouble or {})["kind"]) == ("failed", MOST_TURNS, "too_many_turns")


def test_a_call_that_is_cut_off_never_runs() -> None:
    ran: list[str] = []

    def erase(text: str) -> str:
        """Erases."""
        ran.append(text)
        return "gone"

    cut = [added(0, "erase", "custom_tool_call"), custom_delta(0, "DELETE all wh"), ends("incomplete")]
    run, _ = loop(Server(cut, DONE), CustomTool(erase))
    assert (ran, run.status, [call.state for call in run.calls.found.values()]) == ([], "incomplete", ["failed"])


@pytest.mark.parametrize("status", ["incomplete", "failed"])
def test_where_the_response_does_not_complete_no_call_is_left_waiting(status: str) -> None:
    server = Server([*call(0, '{"number": 1}', "double"), ends(status)])
    run, seen = loop(server, double, ask=True)
    types = [body["type"] for body in seen]
    assert "run.call_awaiting" not in types[types.index(f"response.{status}") :]
    assert (run.status, [call.state for call in run.calls.found.values()]) == (status, ["failed"])


def test_in_the_last_turn_no_call_runs_whose_output_nobody_would_get() -> None:
    run, seen = loop(Server(*[calls('{"number": 4}') for _ in range(MOST_TURNS)]), double)
    assert [call.state for call in run.calls.of_turn(MOST_TURNS - 1)] == ["failed"]
    assert [body["turn"] for body in seen if body["type"] == "run.call_running"] == list(range(MOST_TURNS - 1))


def test_calls_of_one_object_each_know_what_they_changed() -> None:
    server = Server(calls('{"number": 1}', '{"number": 1}', name="add"), DONE)
    run, seen = loop(server, Counter().add)
    changes = sorted((call.before["count"], call.after["count"]) for call in run.calls.found.values())
    assert changes == [(0, 1), (1, 2)]
    types = [body["type"] for body in seen]
    assert types.index("run.tool_state") < types.index("run.function_call_output")


def test_an_incomplete_response_ends_the_run() -> None:
    server = Server([*call(0, '{"number": 4}', "double"), ends("incomplete")], DONE)
    run, _ = loop(server, double)
    assert (run.status, len(server.sent)) == ("incomplete", 1)


def test_closing_it_cancels_hung_tools_and_the_stream() -> None:
    release, closed = threading.Event(), []

    def hang(number: int) -> int:
        """Hangs."""
        release.wait(30)
        return number

    async def server(request: Request) -> AsyncGenerator[list[Event], None]:
        try:
            yield [event(0.0, body) for body in call(0, '{"number": 1}', "hang")]
            await asyncio.sleep(30)
        finally:
            closed.append(True)

    async def part() -> None:
        tools = Tools(ToolRegistry([hang]))
        async with aclosing(tool_loop(server, REQUEST, tools, Pool(), lambda: 0.0)) as pieces:
            async for events in pieces:
                if events[-1].type == "run.call_running":
                    break

    asyncio.run(asyncio.wait_for(part(), 5))
    release.set()
    assert closed == [True]


def test_a_run_goes_on_from_a_turn_with_other_arguments() -> None:
    _, seen = loop(Server(calls('{"number": 4}', '{"number": 5}'), DONE), double)
    until = [body["type"] for body in seen].index("run.request", 1)
    edited = [
        body
        for body in seen[:until]
        if not (body["type"].startswith(("run.call", "run.f")) and body["output_index"] == 0)
    ]
    approvals = Approvals({(0, 0): Decision("approve", '{"number": 50}')})
    server = Server(DONE)
    run, _ = loop(server, double, begun=[event(0.0, body) for body in edited], approvals=approvals)
    assert outputs(run)[1] == "10"
    assert json.loads(outputs(run)[0] or "")["output"] == 100
    assert [json.loads(item["output"]) for item in server.sent[0]["input"]][1] == 10
    assert (run.status, len(run.turns)) == ("completed", 2)


def test_a_tool_that_changes_something_says_what_it_is_now() -> None:
    run, _ = loop(Server(calls('{"number": 3}', name="add"), DONE), Counter().add)
    assert run.tool_state == {"count": 3}


def test_trouble_of_our_own_reaches_the_caller() -> None:
    async def server(request: Request) -> AsyncGenerator[list[Event], None]:
        yield [event(0.0, {"type": "response.created", "response": {}})]
        raise RuntimeError("broken promise")

    try:
        loop(server, double)
    except RuntimeError as error:
        assert str(error) == "broken promise"
    else:
        raise AssertionError("it went unnoticed")
