"""The Event reference's final tree: the list, the detail of a type, the diagram; what was seen. No browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.catalogue import UNKNOWN, Field, catalogue, fields, short
from lib.protocol.code.cases import handler
from lib.protocol.events import event
from lib.protocol.field_meanings import meaning_of_field
from lib.protocol.life import KINDS
from lib.protocol.recording import Recording
from lib.samples.recordings import samples
from lib.view import state
from lib.view.reference import detail
from lib.view.reference.examples import examples, shipped
from lib.view.reference.listing import ALL, OUTSIDE, SEEN, SHIPPED, UNSEEN, found
from tests.conftest import ROOT
from tests.trees import clicked, said, sound, visited

PAGE = ROOT / "pages" / "reference.py"
ENTRIES = catalogue()
TYPES = [entry.type for entry in ENTRIES]
BY_TYPE = {entry.type: entry for entry in ENTRIES}
DELTA = "response.output_text.delta"

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def opened(type: str = "", **held: object) -> AppTest:
    """The page as a visitor finds it, at that type, with controls that hold something."""
    query = {"type": type} if type else {}
    return visited(PAGE, {f"reference.{name}": value for name, value in held.items()}, **query)


def listed(test: AppTest) -> list[str]:
    """The types in the list, by group; the label of each is short."""
    return [label.split(" ")[0] for radio in test.main.radio for label in radio.options]


def picked(test: AppTest) -> list[str]:
    return [radio.value for radio in test.main.radio if radio.value]


def shows(test: AppTest) -> str:
    """The type whose detail is open."""
    return str(test.subheader[0].value).replace("\\", "")


def ran(test: AppTest, *types: str) -> AppTest:
    """The page after this visitor had a run with events of these types."""
    recording = Recording(events=[event(0.1, {"type": name}) for name in types])
    state.engine().adopt(recording, test.session_state["state.visitor"])
    return sound(test.run())


def test_every_type_is_listed_and_one_is_open() -> None:
    test = opened()
    assert sorted(listed(test)) == sorted(map(short, TYPES))
    assert picked(test) == [DELTA]
    assert shows(test) == DELTA
    assert f"{len(TYPES)} of {len(TYPES)} types." in said(test)


@pytest.mark.parametrize("asked", ["response.refusal.done", "refusal.done"])
def test_the_address_opens_a_type(asked: str) -> None:
    test = opened(asked)
    assert shows(test) == "response.refusal.done"
    assert picked(test) == ["response.refusal.done"]


def test_every_type_can_be_opened_and_says_what_it_means_and_how_to_read_it() -> None:
    test = opened()
    for name in TYPES:
        test.query_params["type"] = name
        page = said(sound(test.run()))
        assert shows(test) == name
        assert BY_TYPE[name].meaning in page
        assert handler(name) in [code.value for code in test.code]
        if rows := fields(name):
            table = test.table[0].value
            assert [cell.replace("\\", "") for cell in table["Field"]] == [row.name for row in rows]
            assert [cell.replace("\\", "") for cell in table["Meaning"]] == [
                f"`{row.kind}` :gray[{'required' if row.required else 'optional'}]  \n{row.meaning}" for row in rows
            ]


@pytest.mark.parametrize("name", ["response.hologram.delta", "![](http://127.0.0.1:9/x) :red[a]", "`|$x$", "x" * 9999])
def test_a_type_that_nobody_knows_is_shown_as_such(name: str) -> None:
    test = opened(name)
    assert UNKNOWN in said(test)
    assert "Not in the SDK, nor seen from a server" in said(test)
    assert picked(test) == []
    assert not any(
        "![](" in element.value for kind in ("markdown", "caption", "subheader") for element in test.get(kind)
    )


def test_a_type_of_the_list_opens_and_is_in_the_address() -> None:
    test = opened()
    sound(test.radio(key="reference.pick.error").set_value("error").run())
    assert shows(test) == "error"
    assert picked(test) == ["error"]
    assert test.query_params["type"] == "error"


def test_the_type_stays_open_when_the_visitor_comes_back_without_an_address() -> None:
    test = opened("error")
    del test.query_params["type"]
    assert shows(sound(test.run())) == "error"


def test_what_comes_before_and_after_opens_too() -> None:
    test = opened()
    clicked(test, "reference.after.response.output_text.done")
    assert shows(test) == "response.output_text.done"
    clicked(test, "reference.before.response.content_part.added")
    assert shows(test) == "response.content_part.added"
    assert [button.label for button in test.button if str(button.key).startswith("reference.after.")] == [
        f":blue[{short(name)}]" for name in BY_TYPE["response.content_part.added"].follows
    ]


def test_the_last_event_has_nothing_after_it_and_an_error_may_come_at_any_time() -> None:
    assert "It ends the response." in said(opened("response.completed"))
    assert "It may come at any time." in said(opened("error"))


def test_what_this_visit_had_is_counted() -> None:
    test = ran(opened(), DELTA, DELTA, "response.created")
    assert "Seen 2× in this visit" in said(test)
    assert "3 were seen in this visit" in said(test)  # with run.ended_early, since it says no end
    assert "Not seen in this visit" in said(opened())


def test_a_replay_is_not_counted_again() -> None:
    test = opened()
    visitor = test.session_state["state.visitor"]
    run = state.engine().adopt(Recording(events=[event(0.1, {"type": DELTA})]), visitor)
    assert state.engine().replay(run.recording(), visitor, None).ended.wait(5)
    assert "Seen 1× in this visit" in said(sound(test.run()))


def test_the_runs_of_others_are_not_counted() -> None:
    ran(opened(), DELTA)
    assert "Not seen in this visit" in said(opened())


def test_the_search_looks_at_types_meanings_and_fields() -> None:
    assert listed(opened(search="refusal"))[:2] == ["refusal.delta", "refusal.done"]
    assert listed(opened(search="Connection OPEN"))[0] == "keepalive"
    assert "image_generation_call.partial_image" in listed(opened(search="partial_image_b64"))


def test_names_come_before_meanings_and_meanings_before_those_of_fields() -> None:
    names = [entry.type for entry in found(ENTRIES, "refusal", ALL, (), ())]
    ranks = [0 if "refusal" in name else 1 if "refusal" in BY_TYPE[name].meaning else 2 for name in names]
    assert ranks == sorted(ranks)
    assert {0, 2} <= {*ranks}


def test_the_search_finds_what_a_field_means() -> None:
    meaning = next(field.meaning for field in fields(DELTA) if field.name == "logprobs")
    assert DELTA in [entry.type for entry in found(ENTRIES, meaning, ALL, (), ())]


def test_a_search_opens_its_first_find_unless_the_open_type_is_among_them() -> None:
    test = opened()
    sound(test.text_input(key="reference.search").set_value("refusal").run())
    assert shows(test) == "response.refusal.delta"
    assert picked(test) == ["response.refusal.delta"]
    clicked(test, "reference.after.response.refusal.done")
    sound(test.text_input(key="reference.search").set_value("refusal.do").run())
    assert shows(test) == "response.refusal.done"
    sound(test.selectbox(key="reference.shown").set_value(OUTSIDE).run())
    assert shows(test) == "response.refusal.done"  # of none there is no first


def test_a_search_without_a_find_says_so_and_keeps_the_type_open() -> None:
    test = opened(search="zebra")
    assert listed(test) == []
    assert "No event type fits." in said(test)
    assert shows(test) == DELTA


def test_the_list_can_be_of_what_was_seen_or_shipped_or_is_outside_the_sdk() -> None:
    def names(shown: str) -> set[str]:
        return {entry.type for entry in found(ENTRIES, "", shown, {DELTA}, {"error"})}

    assert names(ALL) == set(TYPES)
    assert names(SEEN) == {DELTA}
    assert names(UNSEEN) == set(TYPES) - {DELTA}
    assert names(SHIPPED) == {"error"}
    assert names(OUTSIDE) == {entry.type for entry in ENTRIES if entry.outside}


@pytest.mark.parametrize(("name", "kind"), [(DELTA, "Message"), ("response.mcp_call.failed", "MCP server")])
def test_the_diagram_is_of_the_kind_of_the_open_type(name: str, kind: str) -> None:
    test = opened(name, tab="Life of a response")
    assert test.selectbox(key="reference.kind").value == kind
    (chart,) = test.get("graphviz_chart")
    assert f'"{name}" [' in chart.proto.spec
    assert chart.proto.spec.count("penwidth=3") == 1


def test_what_may_come_at_any_time_stands_at_the_side() -> None:
    spec = opened(tab="Life of a response").get("graphviz_chart")[0].proto.spec
    ways = [line for line in spec.splitlines() if " -> " in line]
    assert [way for way in ways if '"keepalive"' in way or '-> "error"' in way] == [
        '"response.in_progress" -> "keepalive" [style=dashed dir=both]',
        '"response.in_progress" -> "error" [style=dashed]',
    ]
    assert '"response.in_progress" -> "response.output_item.added" [weight=9]' in ways


def test_every_kind_of_life_can_be_chosen() -> None:
    test = opened(tab="Life of a response")
    assert list(test.selectbox(key="reference.kind").options) == list(KINDS)
    sound(test.selectbox(key="reference.kind").set_value("Shell").run())
    assert "shell_call_command.delta" in test.get("graphviz_chart")[0].proto.spec


def test_an_example_is_the_first_of_its_type_and_says_where_it_stands() -> None:
    first, second = {"type": "error", "code": "1"}, {"type": "keepalive"}
    early = ("one", "The first", Recording(events=[event(0.1, second), event(0.2, first)]))
    late = ("three", "The last", Recording(events=[event(0.1, first), event(0.1, {"type": "run.note"})]))
    got = examples([early, ("two", "Nothing", Recording()), late])
    assert {name: one[:3] for name, one in got.items()} == {
        "keepalive": ("one", "The first", 0),
        "error": ("one", "The first", 1),
        "run.note": ("three", "The last", 1),
    }
    assert got["error"].text == '{\n  "type": "error",\n  "code": "1"\n}'


def test_each_example_is_what_stands_at_its_place_in_the_sample() -> None:
    named = {sample.name: sample for sample in samples()}
    assert len(shipped()) > 20
    for name, example in shipped().items():
        body = named[example.sample].load().events[example.event].body
        assert json.loads(example.text) == body
        assert (body["type"], named[example.sample].title) == (name, example.title)


def test_an_example_is_shown_with_the_way_to_it_and_a_type_without_one_says_so() -> None:
    test = opened(DELTA)
    example = shipped()[DELTA]
    assert example.text in [code.value for code in test.code]
    assert f"Event {example.event + 1} of the sample *{example.title}*" in said(test)
    assert test.button(key="reference.open").label == "Open it there"
    without = next(name for name in TYPES if name not in shipped())
    test = opened(without)
    assert "Not yet in a sample." in said(test)
    assert "reference.open" not in [button.key for button in test.button]


def test_the_fields_of_our_own_events_are_those_of_the_example() -> None:
    test = opened("run.headers")
    assert "these are the fields of the example" in said(test)
    table = test.table[0].value
    cells = dict(zip(table["Field"], table["Meaning"], strict=True))
    assert cells["status"].replace("\\", "") == f"`int`  \n{meaning_of_field('run.headers', 'status')}"


def test_a_field_without_a_meaning_shows_with_its_type() -> None:
    def script() -> None:
        from lib.protocol.catalogue import EventType
        from lib.view.reference import detail
        from lib.view.reference.examples import Example

        example = Example("text", "A text", 0, '{"type": "response.hologram.delta", "brightness": 3}')
        detail.draw_fields(EventType("response.hologram.delta", "tool", "New"), example)

    table = sound(AppTest.from_function(script).run()).table[0].value
    assert table.to_numpy().tolist() == [["brightness", "`int`"]]
    assert detail.explained(Field("brightness", "int", False), declared=True) == "`int` :gray[optional]"


def test_the_source_of_the_page_is_shown() -> None:
    assert PAGE.read_text("utf-8").strip() in said(opened(tab="Source")).replace("\\", "")
