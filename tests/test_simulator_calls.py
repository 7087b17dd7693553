"""Which tools the simulator calls, with which arguments, and what it says of their outputs."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openai import AsyncOpenAI, OpenAI

from lib.protocol.response import folded
from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.errors import ApiError
from lib.simulator.history import check_outputs
from lib.simulator.ids import seeded_ids
from lib.simulator.items import Call, Message, Reasoning
from lib.simulator.pace import USUAL, Pace
from lib.simulator.thread import SimulatorThread

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def tool(name: str, description: str, /, **properties: Any) -> Json:
    """A strict function."""
    parameters = {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "name": name,
        "description": description,
        "parameters": parameters,
        "strict": True,
    }


ROLES: Json = {"type": "string", "enum": ["designer", "developer", "tester"]}
TOOLS = [
    tool("get_weather", "The usual weather in a city.", city=TEXT, month=TEXT_OR_NULL),
    tool("search_flights", "Find flights between two airports.", origin=TEXT, destination=TEXT, date=TEXT_OR_NULL),
    tool("get_user_information", "What is known about a user.", name=TEXT),
    tool("add_user", "Add a user to a team.", name=TEXT, role=ROLES, team=TEXT),
    tool("move_user", "Move a user to another team.", name=TEXT, team=TEXT),
    tool("list_team", "The members of a team.", team=TEXT),
    tool("search_handbook", "Search the company's handbook.", query=TEXT),
    tool("calculate", "Evaluate arithmetic.", expression=TEXT),
    tool("current_time", "The time now in a time zone such as Europe/Paris.", zone=TEXT),
    {"type": "custom", "name": "run_sql", "description": "Run an SQL query on the sample database."},
]


def items_of(prompt: Any, tools: Any = TOOLS, **fields: Any) -> list[Any]:
    """The items that answer a prompt."""
    body = read(json.dumps({"model": "sim-1", "input": prompt, "tools": tools, **fields}).encode())
    return answer(body, seeded_ids(body.given, "test"), USUAL)


def calls(prompt: Any, tools: Any = TOOLS, **fields: Any) -> list[tuple[str, Any]]:
    """The calls that a prompt leads to: names with arguments, or with input."""
    found = [item for item in items_of(prompt, tools, **fields) if isinstance(item, Call)]
    texts = [(item, "".join(item.deltas)) for item in found]
    return [(item.name, json.loads(text) if item.kind == "function_call" else text) for item, text in texts]


def text(prompt: Any, tools: Any = TOOLS, **fields: Any) -> str:
    """The text that answers a prompt."""
    return "".join(
        delta for item in items_of(prompt, tools, **fields) if isinstance(item, Message) for delta in item.deltas
    )


def played(prompt: str, run: Callable[[str, Any], str], most: int = 8, **fields: Any) -> tuple[list[list[Any]], str]:
    """The calls turn by turn with the outputs that `run` gives, and the text at the end; the whole input is sent
    again each time.
    """
    sent: list[Json] = [{"role": "user", "content": prompt}]
    turns: list[list[Any]] = []
    for _ in range(most):
        found = [item for item in items_of(sent, **fields) if isinstance(item, Call)]
        if not found:
            return turns, text(sent, **fields)
        turns.append([])
        for item in found:
            name, raw = item.name, "".join(item.deltas)
            field = "arguments" if item.kind == "function_call" else "input"
            sent.append({"type": item.kind, "call_id": item.call_id, "name": name, field: raw})
            turns[-1].append((name, json.loads(raw) if field == "arguments" else raw))
            sent.append({"type": f"{item.kind}_output", "call_id": item.call_id, "output": run(*turns[-1][-1])})
    raise AssertionError(f"it never came to an end: {turns}")


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "What's the weather in Tokyo and Paris in March?",
            [("get_weather", {"city": city, "month": "March"}) for city in ("Tokyo", "Paris")],
        ),
        ("Find flights from JFK to LAX", [("search_flights", {"origin": "JFK", "destination": "LAX", "date": None})]),
        (
            "Fly from London to New York on 12 March 2026",
            [("search_flights", {"origin": "London", "destination": "New York", "date": "2026-03-12"})],
        ),
        ("What is 17.5 % of 1,240?", [("calculate", {"expression": "17.5 / 100 * 1240"})]),
        ("What is 12 plus 5 times 3?", [("calculate", {"expression": "12 + 5 * 3"})]),
        (
            "What time is it in Tokyo and New York?",
            [("current_time", {"zone": zone}) for zone in ("Asia/Tokyo", "America/New_York")],
        ),
        (
            "What's the weather in Rome and what time is it in New York?",
            [("get_weather", {"city": "Rome", "month": None}), ("current_time", {"zone": "America/New_York"})],
        ),
        (
            "weather in tokyo and berlin",
            [("get_weather", {"city": city, "month": None}) for city in ("tokyo", "berlin")],
        ),
        (
            "What time is it in Asia/Tokyo and in America/New_York?",
            [("current_time", {"zone": zone}) for zone in ("Asia/Tokyo", "America/New_York")],
        ),
        ("Search the handbook: how do calls work?", [("search_handbook", {"query": "how do calls work"})]),
        ("Who is Ada Lovelace?", [("get_user_information", {"name": "Ada Lovelace"})]),
        ("Who is in the design team?", [("list_team", {"team": "design"})]),
        ("What does the handbook say about remote work?", [("search_handbook", {"query": "remote work"})]),
        ("Run the SQL query `select 1`", [("run_sql", "select 1")]),
        ("Hello", []),
        ("Write a haiku about rain", []),
        ("What is a delta?", []),
        ("Delete all users", []),
        ("Thanks a lot!", []),
    ],
)
def test_a_prompt_leads_to_the_calls_that_its_words_ask_for(prompt: str, expected: list[Any]) -> None:
    assert calls(prompt) == expected


def test_what_changes_something_comes_after_a_look() -> None:
    turns, _ = played("Add a developer to the design team", lambda name, _: json.dumps({"team": "design"}))
    added = {"name": "New developer", "role": "developer", "team": "design"}
    assert turns == [[("list_team", {"team": "design"})], [("add_user", added)]]


def test_nothing_is_changed_after_a_look_that_failed() -> None:
    def run(name: str, _: Any) -> str:
        return json.dumps({"error": "no user named Ada"} if name == "get_user_information" else ["Bob"])

    turns, said = played("Move Ada to the design team", run)
    assert [name for turn in turns for name, _ in turn] == ["get_user_information", "list_team"]
    assert "`get_user_information` for `Ada` failed. The output says: `no user named Ada`." in said
    assert "I went no further" in said


def test_an_output_that_is_a_sentence_ends_with_its_own_full_stop() -> None:
    _, said = played("Move Ada to the design team", lambda *_: json.dumps({"declined": True, "message": "Not now."}))
    assert "was declined, so it did not run. The output says: `Not now.`\n" in said


def test_without_parallel_calls_each_turn_has_one() -> None:
    prompt = "What's the weather in Tokyo and Paris?"
    turns, said = played(prompt, lambda _, given: json.dumps({"high": len(given["city"])}), parallel_tool_calls=False)
    assert [[given["city"] for _, given in turn] for turn in turns] == [["Tokyo"], ["Paris"]]
    assert "| Tokyo | 5 |" in said


def test_a_function_that_is_named_is_called_once_a_response() -> None:
    prompt, choice = "What's the weather in Tokyo and Paris?", {"type": "function", "name": "get_weather"}
    turns, _ = played(prompt, lambda *_: "dry", tool_choice=choice)
    assert [[given["city"] for _, given in turn] for turn in turns] == [["Tokyo"], ["Paris"]]


def test_a_list_of_people_goes_to_the_place_that_takes_several() -> None:
    event = tool("add_event", "Add an event.", name=TEXT, participants={"type": "array", "items": TEXT})
    [(_, arguments)] = calls("Add an event where Alice and Bob meet", [event])
    assert arguments == {"name": "unspecified", "participants": ["Alice", "Bob"]}


@pytest.mark.parametrize("choice", ["required", {"type": "function", "name": "search_flights"}])
def test_a_forced_call_is_made_once(choice: Any) -> None:
    turns, said = played("Hello", lambda *_: "done", tool_choice=choice)
    assert [len(turn) for turn in turns] == [1]
    assert "> done" in said


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("auto", ["get_weather"]),
        ("none", []),
        ("required", ["get_weather"]),
        ({"type": "function", "name": "list_team"}, ["list_team"]),
        ({"type": "custom", "name": "run_sql"}, ["run_sql"]),
        ({"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "calculate"}]}, []),
        (
            {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "calculate"}]},
            ["calculate"],
        ),
        ({"type": "web_search"}, []),
    ],
)
def test_tool_choice_is_honoured(choice: Any, names: list[str]) -> None:
    assert [name for name, _ in calls("What's the weather in Rome?", tool_choice=choice)] == names


@pytest.mark.parametrize(
    ("fields", "message", "param"),
    [
        ({"tool_choice": {"type": "function", "name": "nope"}}, "'nope' not found in 'tools'", "tool_choice"),
        ({"tool_choice": {"type": "custom", "name": "add_user"}}, "'add_user' not found in 'tools'", "tool_choice"),
        ({"tool_choice": {"type": "function"}}, "tool_choice.name", "tool_choice.name"),
        ({"tool_choice": "always"}, "'always'", "tool_choice"),
        ({"tool_choice": "required", "tools": []}, "must be specified with 'tools'", "tool_choice"),
        ({"tool_choice": 5}, "expected one of a string or an object", "tool_choice"),
        ({"tool_choice": {"type": "allowed_tools"}}, "tool_choice.tools", "tool_choice.tools"),
        ({"tools": [{"type": "custom"}]}, "tools[0].name", "tools[0].name"),
        ({"tools": [{"type": "function", "name": "f", "parameters": []}]}, "an object", "tools[0].parameters"),
        (
            {"tools": [{"type": "custom", "name": "f", "format": {"type": "grammar", "syntax": "lark"}}]},
            "'lark' grammar",
            "tools[0].format.syntax",
        ),
    ],
)
def test_tools_that_can_not_be_read_are_refused_by_their_place(fields: Json, message: str, param: str) -> None:
    with pytest.raises(ApiError) as caught:
        calls("Hi", **fields)
    assert (caught.value.status, caught.value.param) == (400, param)
    assert message in caught.value.message


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object", "properties": {"n": {"type": "string", "pattern": "(?=a)"}}, "required": ["n"]},
        {"type": "object", "properties": {"n": {"type": "integer", "minimum": "x"}}, "required": ["n"]},
        {"type": "object", "properties": {"n": {"enum": 5}}, "required": ["n"]},
        {"type": "object", "properties": [], "required": ["n"], "anyOf": [3]},
        {"type": "string"},
    ],
)
def test_a_schema_that_no_arguments_fit_is_refused_by_its_tool(parameters: Json) -> None:
    tools = [tool("f", ""), {"type": "function", "name": "g", "parameters": parameters}]
    with pytest.raises(ApiError, match="Invalid schema for function 'g'") as caught:
        calls("Hi", tools, tool_choice={"type": "function", "name": "g"})
    assert caught.value.param == "tools[1].parameters"


@pytest.mark.parametrize("parameters", [None, {}, {"type": "object"}, {"type": "object", "properties": {}}])
def test_a_function_without_parameters_gets_an_empty_object(parameters: Any) -> None:
    tools = [{"type": "function", "name": "roll_dice", "parameters": parameters}]
    assert calls("Roll the dice", tools) == [("roll_dice", {})]


def test_a_tool_of_somebody_else_gets_arguments_that_fit() -> None:
    booking = tool(
        "book_table",
        "Book a table at a restaurant.",
        restaurant=TEXT,
        guests={"type": "integer", "minimum": 1, "maximum": 12},
        day={"type": "string", "enum": ["Friday", "Saturday"]},
        outside={"type": "boolean"},
        wishes={"type": "array", "items": {"enum": ["vegan", "quiet", "window"]}},
        email={"type": ["string", "null"], "format": "email"},
    )
    prompt = "Book a quiet vegan table outside at Luigi for 4 guests on Saturday, mail me at ada@example.org"
    [(_, arguments)] = calls(prompt, [booking])
    assert arguments == {
        "restaurant": "Luigi",
        "guests": 4,
        "day": "Saturday",
        "outside": True,
        "wishes": ["quiet", "vegan"],
        "email": "ada@example.org",
    }
    Draft202012Validator(booking["parameters"]).validate(arguments)


def test_a_needed_text_that_nobody_gave_is_asked_for_and_not_made_up() -> None:
    said = text("What is the weather like?")
    assert "`get_weather` comes closest, but I find no `city` in your words" in said


def test_where_no_tool_fits_the_answer_says_which_were_offered() -> None:
    said = text("Tell me a joke")
    assert "You offered 10 tools" in said
    assert "`run_sql`" in said
    assert "none of them fits" in said
    assert "`tool_choice` says none" in text("What's the weather in Rome?", tool_choice="none")


@pytest.mark.parametrize(
    ("output", "parts"),
    [
        ({"city": "Rome", "high": 14}, ["- city: Rome", "- high: 14"]),
        ([{"name": "Ada", "role": "lead"}, {"name": "Bo", "role": "dev"}], ["| name | role |", "| Bo | dev |"]),
        (["Ada", "Bob"], ["- Ada", "- Bob"]),
        ("It is sunny.\nStill.", ["> It is sunny.", "> Still."]),
        (42, ["> 42"]),
        ({"members": [{"name": "Ada"}], "team": "x"}, ["members:", "| Ada |", "- team: x"]),
        ("", ["gave back nothing"]),
        ({"error": "no such city"}, ["failed", "`no such city`"]),
        ({"error": {"message": "no such city"}}, ["failed", "`no such city`"]),
        ("The user declined this call.", ["was declined, so it did not run"]),
        ({"error": "declined by the user"}, ["was declined, so it did not run"]),
        (
            {"arguments_changed_to": {"city": "Oslo"}, "output": '{"high": 3}'},
            ["You changed the arguments", "`Oslo`", "- high: 3"],
        ),
    ],
)
def test_an_answer_is_written_from_the_outputs(output: Any, parts: list[str]) -> None:
    raw = output if isinstance(output, str) else json.dumps(output)
    _, said = played("What's the weather in Rome?", lambda *_: raw)
    for part in [*parts, "`get_weather`", "picked by matching the words"]:
        assert part in said


def test_an_output_is_shown_with_nothing_in_it_that_markdown_reads() -> None:
    _, said = played("What's the weather in Rome?", lambda *_: json.dumps({"a": "![x](http://x.example) | <b>"}))
    assert "![x](" not in said
    assert "<b>" not in said.replace("\\<b", "")


def test_reasoning_tells_how_the_tool_was_picked() -> None:
    [reasoning, *_] = items_of("What's the weather in Rome?", reasoning={"effort": "high", "summary": "auto"})
    assert isinstance(reasoning, Reasoning)
    told = "".join(delta for part in reasoning.parts for delta in part)
    assert "I call `get_weather`" in told
    assert "weather" in told.partition("(")[2]
    assert "`Rome`" in told


@pytest.mark.parametrize(
    ("syntax", "definition", "expected"),
    [("regex", r"[a-z]+ \d+", "select 1"), ("regex", r"\d{4}", "aaaa".replace("a", "0"))],
)
def test_a_custom_tool_keeps_to_a_regex(syntax: str, definition: str, expected: str) -> None:
    custom = {
        "type": "custom",
        "name": "run_sql",
        "format": {"type": "grammar", "syntax": syntax, "definition": definition},
    }
    assert calls("Run the SQL `select 1`", [custom]) == [("run_sql", expected)]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (
            [{"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}],
            "No tool output found for function call call_1.",
        ),
        (
            [{"type": "function_call_output", "call_id": "call_2", "output": "x"}],
            "No tool call found for function call output with call_id call_2.",
        ),
        (
            [{"type": "custom_tool_call", "call_id": "call_3", "name": "f", "input": ""}],
            "No tool output found for custom tool call call_3.",
        ),
    ],
)
def test_a_call_and_its_output_belong_together(items: list[Json], message: str) -> None:
    body = read(json.dumps({"model": "sim-1", "input": [{"role": "user", "content": "Hi"}, *items]}).encode())
    with pytest.raises(ApiError) as caught:
        check_outputs(body.messages)
    assert (caught.value.status, caught.value.message, caught.value.param, caught.value.code) == (
        400,
        message,
        "input",
        None,
    )


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorThread]:
    with SimulatorThread(Pace(0, 2000)) as running:
        yield running


@pytest.fixture(scope="module")
def client(simulator: SimulatorThread) -> Iterator[OpenAI]:
    with OpenAI(base_url=simulator.base_url, api_key="any", max_retries=0) as client:
        yield client


def outputs_of(response: Any) -> list[Any]:
    """An output for each call of a response."""
    return [
        {"type": "function_call_output", "call_id": item.call_id, "output": json.dumps({"high": 14})}
        for item in response.output
        if item.type == "function_call"
    ]


def test_the_stream_helper_of_the_sdk_follows_parallel_calls(client: OpenAI) -> None:
    prompt, tools = "What's the weather in Tokyo and Paris?", TOOLS[:9]
    with client.responses.stream(model="sim-1", input=prompt, tools=tools) as stream:  # type: ignore[arg-type]
        order = [event.output_index for event in stream if event.type == "response.function_call_arguments.delta"]
        final = stream.get_final_response()
    assert order[:4] == [0, 1, 0, 1]
    sent = [item.arguments for item in final.output if item.type == "function_call"]
    assert [json.loads(arguments)["city"] for arguments in sent] == ["Tokyo", "Paris"]
    stored = client.responses.retrieve(final.id).output
    for item, streamed in zip(stored, final.output, strict=True):
        assert item.to_dict().items() <= streamed.to_dict().items()
    follow: Any = {"model": "sim-1", "previous_response_id": final.id, "tools": tools}
    with client.responses.stream(input=outputs_of(final), **follow) as stream:
        said = stream.get_final_response().output_text
    assert "| Tokyo | 14 |" in said
    with pytest.raises(openai.BadRequestError, match="No tool output found for function call call_") as caught:
        client.responses.create(input=outputs_of(final)[:1], **follow)
    assert caught.value.param == "input"
    with pytest.raises(openai.BadRequestError, match="No tool output found"):
        client.responses.create(input="Go on", **follow)


def test_a_call_can_be_referred_to_by_its_id(client: OpenAI) -> None:
    tools: Any = TOOLS[:1]
    first = client.responses.create(model="sim-1", input="Weather in Rome", tools=tools)
    follow: Any = [
        {"role": "user", "content": "Weather in Rome"},
        {"type": "item_reference", "id": first.output[0].id},
        *outputs_of(first),
    ]
    assert "- high: 14" in client.responses.create(model="sim-1", input=follow, tools=tools).output_text


def test_calls_stream_one_after_the_other_when_the_metadata_says_so(client: OpenAI) -> None:
    fields: Any = {"model": "sim-1", "input": "Weather in Tokyo and Paris", "tools": TOOLS[:1]}
    events = list(client.responses.create(stream=True, metadata={"simulator_interleave": "false"}, **fields))
    order = [event.output_index for event in events if event.type == "response.function_call_arguments.delta"]
    assert order == sorted(order)
    last = events[-1]
    assert last.type == "response.completed"
    items = folded(event.to_dict() for event in events[:-1]).output()
    assert [item.as_dict() for item in items] == [item.to_dict() for item in last.response.output]


def test_a_custom_tool_works_through_the_asynchronous_sdk(simulator: SimulatorThread) -> None:
    async def both() -> tuple[Any, Any]:
        async with AsyncOpenAI(base_url=simulator.base_url, api_key="any", max_retries=0) as client:
            fields: Any = {"model": "sim-1", "tools": TOOLS}
            stream = await client.responses.create(input="Run the SQL `select 1`", stream=True, **fields)
            events = [event async for event in stream]
            call = events[-1].response.output[0]
            output: Any = {"type": "custom_tool_call_output", "call_id": call.call_id, "output": "1 row"}
            answer = await client.responses.create(
                input=[output], previous_response_id=events[-1].response.id, **fields
            )
            return events, answer

    events, answered = asyncio.run(both())
    kinds = [event.type for event in events]
    assert "response.custom_tool_call_input.delta" in kinds
    assert "response.custom_tool_call_input.done" in kinds
    assert events[-1].response.output[0].input == "select 1"
    assert "> 1 row" in answered.output_text
    assert "the call and its input were picked" in answered.output_text
