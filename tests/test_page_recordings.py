"""The Recordings page's final tree: what is looked at, what it changed, where the steps lead, what a replay leaves."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.protocol.events import Body
from lib.protocol.recording import Recording, load, save, sse_body
from lib.samples.recordings import Sample, samples
from lib.view import files, state
from lib.view.events import ALL_TYPES
from lib.view.recordings.scrubber import BUTTONS
from lib.view.recordings.steps import ITEM
from tests.answers import added, asked, done, numbered, over, piece, streamed
from tests.recordings_page import (
    at_event,
    diff_of,
    linked,
    looked_at,
    of,
    opened,
    pasted,
    picked,
    replayed,
    run_of,
    stepped,
    turned,
    uploaded,
)
from tests.trees import holding, said, sound
from tests.upstream import frames, response

SAMPLES = {sample.name: sample for sample in samples()}
ARGUMENTS = "response.function_call_arguments.delta"
HOSTILE = ["\ud800", ":red[a]\x00", "![](http://127.0.0.1:9/leak)", "a`![](//h)", "a\n\n# b", ""]

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


def test_the_page_opened_cold_shows_a_sample_at_its_end() -> None:
    test = opened()
    assert test.header[0].value == "Recordings"
    assert looked_at(test) == len(run_of(test).events) > 10
    assert len(test.dataframe[-1].value) == len(run_of(test).events)
    assert list(test.menu_button(key="recordings.speed").options) == ["1x", "4x", "10x", "As fast as possible"]
    assert [test.button(key=f"recordings.to_{step}").disabled for step, *_ in BUTTONS] == [False, True, True, True]


def test_a_run_of_this_visit_is_there_and_is_looked_at_first() -> None:
    test = opened(of(*streamed("Hel", "lo.")))
    assert looked_at(test) == 6
    assert "Say it. · m-1 · 6 events" in test.selectbox(key="recordings.picked").options[0]
    assert "Hello." in said(test)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_every_sample_is_shown_at_its_beginning_its_middle_and_its_end_in_every_tab(sample: Sample) -> None:
    test = opened(sample=sample.name)
    count = len(sample.load().events)
    assert looked_at(test) == count
    for tab in [tab.label for tab in test.tabs]:
        turned(test, tab)
    for number in (1, count, (1 + count) // 2):
        at_event(test, number)
    for tab in [tab.label for tab in test.tabs]:
        turned(test, tab)


def test_scrubbing_to_an_argument_delta_shows_what_it_changed() -> None:
    test = opened(sample="parallel-calls")
    events = run_of(test).events
    numbers = [number for number, one in enumerate(events, 1) if one.type == ARGUMENTS]
    for number in (numbers[1], numbers[-1], numbers[len(numbers) // 2]):
        at_event(test, number)
        body = events[number - 1].body
        assert diff_of(test) == [f"  output[{body['output_index']}].arguments", f"+ {json.dumps(body['delta'])}"]
        assert json.loads(json_of(test)) == body
    assert "characters" in said(test)


def json_of(test: AppTest) -> str:
    """The event's JSON, as it is shown."""
    return next(str(one.value) for one in test.code if one.language == "json")


def test_the_live_view_is_the_one_of_that_moment() -> None:
    test = opened(of(*streamed("Alpha ", "beta ", "gamma")))
    assert "Alpha beta gamma" in said(test)
    at_event(test, 4)
    answer = [one.value for one in test.markdown if "Alpha" in one.value]
    assert answer
    assert not [one for one in answer if "gamma" in one]
    turned(test, "Snapshot")
    assert "gamma" not in test.json[0].value
    turned(at_event(test, 5), "Snapshot")
    assert "gamma" in test.json[0].value


def test_the_cards_of_calls_are_those_of_that_moment() -> None:
    test = opened(sample="parallel-calls")
    types = [one.type for one in run_of(test).events]
    assert "run.function_call_output" in types
    assert "Completed" in said(test)
    for number, cards in ((types.index(ITEM), 0), (types.index(ITEM) + 1, 1)):
        at_event(test, number)
        assert len([one for one in test.markdown if "get_weather" in one.value.replace("\\", "")]) == cards
        assert "Completed" not in said(test).partition("**Event ")[0]


def test_each_step_leads_where_it_says() -> None:
    test = opened(sample="parallel-calls")
    types = [one.type for one in run_of(test).events]
    at_event(test, 1)
    assert test.button(key="recordings.to_back").disabled
    assert stepped(test, "on") == 2
    assert stepped(test, "on") == 3
    assert stepped(test, "back") == 2
    number = stepped(test, "item")
    assert number == types.index(ITEM) + 1
    again = stepped(test, "item")
    assert again == types.index(ITEM, number) + 1
    assert stepped(test, "type") == types.index(ITEM, again) + 1
    at_event(test, len(types) - 1)
    assert stepped(test, "on") == len(types)
    assert test.button(key="recordings.to_on").disabled


def test_a_step_without_a_goal_is_disabled_and_says_why() -> None:
    test = opened(of(*streamed("a", "b")))
    for number, disabled in ((1, {"back", "type"}), (3, {"item"}), (4, {"item", "type"}), (6, {"on", "item", "type"})):
        at_event(test, number)
        buttons = {one.step: test.button(key=f"recordings.to_{one.step}") for one in BUTTONS}
        assert {step for step, button in buttons.items() if button.disabled} == disabled
        for one in BUTTONS:
            assert buttons[one.step].help == (one.not_told if one.step in disabled else one.told)


def test_the_table_names_the_event_that_is_looked_at_and_the_tab_offers_to_go_to_another() -> None:
    test = at_event(opened(of(*streamed("Hello", "![](http://leak.example)"))), 3)
    assert 'You look at event 3: `output_text.delta` "Hello"' in said(test)
    at_event(test, 4)
    assert not [one.value for one in test.caption if "![" in one.value]
    turned(test, "Events")
    assert "4 events, ours (run.*) included. Click one to go to it." in said(test)


def test_another_recording_is_looked_at_from_its_end_and_the_first_one_again() -> None:
    test = at_event(opened(of(*streamed("a"))), 2)
    own = test.session_state["recordings.looked"]
    picked(test, "structured")
    assert looked_at(test) == len(SAMPLES["structured"].load().events)
    picked(test, own)
    assert looked_at(test) == 5
    picked(test, "refused-request")
    assert looked_at(test) == len(SAMPLES["refused-request"].load().events)


def test_filters_of_one_recording_do_not_break_another() -> None:
    test = opened(sample="parallel-calls")
    test.selectbox(key="recordings.of_type").set_value("function_call_arguments.delta")
    test.selectbox(key="recordings.of_item").set_value("1.1")
    sound(test.run())
    assert set(test.dataframe[-1].value["Item"]) == {"1.1"}
    for name in ("refused-request", "text", "parallel-calls"):
        picked(test, name)
        assert len(test.dataframe[-1].value) > 0


def test_the_filters_say_how_many_events_are_left() -> None:
    test = opened(of(*streamed("Alpha", "beta")))
    test.text_input(key="recordings.with_text").set_value("ALPHA")
    sound(test.run())
    assert "2 of 6 events. Click one to look at it." in said(test)
    assert "You look at event 6: `completed`" in said(test)
    test.text_input(key="recordings.with_text").set_value("nowhere")
    assert "0 of 6 events. No event passes all filters" in said(sound(test.run()))


def test_a_type_that_is_called_like_the_choice_of_all_is_a_type_of_its_own() -> None:
    odd = ({"type": f"response.{ALL_TYPES}"}, {"type": ALL_TYPES}, {"type": "response.completed"})
    test = opened(of(*odd))
    box = test.selectbox(key="recordings.of_type")
    assert (box.value, box.proto.placeholder, box.options) == (None, ALL_TYPES, [ALL_TYPES, "completed"])
    assert "3 events. Click" in said(test)
    box.set_value(ALL_TYPES)
    assert "2 of 3 events." in said(sound(test.run()))


def test_a_link_names_a_run_and_an_event_once() -> None:
    recording = of(*streamed("a", "b"))
    test = opened(recording)
    run = test.session_state["recordings.looked"]
    picked(test, "text")
    linked(test, run=run, event="3")
    assert (test.session_state["recordings.looked"], looked_at(test)) == (run, 3)
    assert not dict(test.query_params)
    linked(test, event="4")  # of the run that is looked at already
    assert looked_at(test) == 4
    picked(test, "text")
    assert looked_at(test) == len(SAMPLES["text"].load().events)


@pytest.mark.parametrize(
    "query", [{"run": "x"}, {"sample": "x"}, {"event": "x"}, {"event": "99999999999"}, {"event": "9" * 6000}]
)
def test_a_link_to_what_is_not_there_shows_what_is(query: dict[str, str]) -> None:
    test = opened(**query)
    assert looked_at(test) == len(run_of(test).events)


@pytest.mark.parametrize("view", ["Compare", "Run two"])
@pytest.mark.parametrize("names", [("run",), ("sample", "event"), ("event",)])
def test_a_link_leads_to_one_recording_whatever_was_looked_at(view: str, names: tuple[str, ...]) -> None:
    test = opened(of(*streamed("a", "b")))
    link = {"run": test.session_state["recordings.looked"], "sample": "reasoning", "event": "3"}
    holding(test, {"recordings.view": view})
    linked(test, **{name: link[name] for name in names})
    assert test.session_state["recordings.view"] == "Explore"
    assert looked_at(test) == (3 if "event" in names else len(run_of(test).events))
    assert len(run_of(test).events) == (len(SAMPLES["reasoning"].load().events) if "sample" in names else 6)
    assert not dict(test.query_params)
    test.segmented_control(key="recordings.view").set_value(view)
    assert sound(test.run()).session_state["recordings.view"] == view


def test_a_file_is_opened_and_looked_at() -> None:
    content = "".join(save(of(*streamed("Hel", "lo."), input="From a file"))).encode()
    test = uploaded(opened(), content, "run.jsonl")
    assert looked_at(test) == 6
    assert "From a file · run.jsonl · m-1 · 6 events" in test.selectbox(key="recordings.picked").options[0]


def test_a_pasted_stream_is_opened_and_says_nothing_of_times() -> None:
    body = sse_body(of(*streamed("Hel", "lo.")[1:])).decode()
    test = pasted(opened(), body)
    at_event(test, 3)
    assert diff_of(test) == ["  output[0].content[0].text", '+ "lo."']
    assert "At " not in next(one.value for one in test.caption if "delta" in one.value.lower() or "text" in one.value)
    assert test.dataframe[-1].value["Seconds"].isna().all()
    assert looked_at(test) == 3


def test_a_network_log_with_two_streams_puts_both_on_the_shelf() -> None:
    def entry(text: str, number: int) -> dict[str, Any]:
        body = frames(*numbered(streamed(text)[1:])).decode()
        asked = {"mimeType": "application/json", "text": json.dumps({"model": "m-1", "input": f"Ask {number}"})}
        return {
            "startedDateTime": f"2026-01-0{number}T00:00:00.000Z",
            "request": {"method": "POST", "url": "http://127.0.0.1/v1/responses", "headers": [], "postData": asked},
            "response": {"status": 200, "headers": [], "content": {"mimeType": "text/event-stream", "text": body}},
        }

    log = {"log": {"version": "1.2", "entries": [entry("First.", 1), entry("Second.", 2)]}}
    test = uploaded(opened(), json.dumps(log).encode(), "network.har")
    assert "First." in said(test)
    assert "holds 2 streams" in said(test)
    first, second = test.selectbox(key="recordings.picked").options[:2]
    assert ("Ask 1" in first, "Ask 2" in second) == (True, True)
    runs = [run.id for run in state.engine().kept.of(test.session_state["state.visitor"])]
    other = next(one for one in runs if one != test.session_state["recordings.looked"] and "Second" in text_of(one))
    assert "Second." in said(picked(test, other))


def text_of(run_id: str) -> str:
    """The bytes of a run, as text."""
    run = state.engine().find(run_id)
    return b"".join(one.raw for one in run.events).decode() if run else ""


def test_a_truncated_file_is_opened_as_far_as_it_goes_and_says_so() -> None:
    lines = "".join(save(of(*streamed("Hel", "lo.")))).encode().splitlines(keepends=True)
    test = uploaded(opened(), b"".join(lines[:4]) + lines[4][:20], "cut.jsonl")
    assert "line 5" in said(test).lower()
    assert [one.type for one in run_of(test).events][-1] == "run.ended_early"
    assert looked_at(test) == 4


def test_what_is_nothing_is_refused_and_the_page_stays() -> None:
    test = opened(of(*streamed("a")))
    before = test.session_state["recordings.looked"]
    uploaded(test, b"\x89PNG\r\n\x1a\n", "picture*.png")
    assert "picture*.png can't be opened: it is binary" in said(test)
    assert test.session_state["recordings.looked"] == before


def test_a_replay_at_full_speed_ends_where_the_recording_does() -> None:
    test = opened(sample="parallel-calls")
    kept = len(state.engine().kept.of(test.session_state["state.visitor"]))
    at_event(test, 3)
    replayed(test, "As fast as possible")
    assert looked_at(test) == len(run_of(test).events)
    assert len(state.engine().kept.of(test.session_state["state.visitor"])) == kept
    assert not test.button(key="recordings.to_back").disabled
    assert len(test.dataframe[-1].value) == len(run_of(test).events)


def test_a_replay_that_is_stopped_leaves_the_scrubber_at_what_had_come() -> None:
    bodies = streamed(*(f"{number} " for number in range(100)))
    test = opened(of(*bodies))
    whole = run_of(test)
    replay = state.engine().replay(whole.recording(), test.session_state["state.visitor"], 1.0)
    while len(replay.events) < 3:
        replay.wait(len(replay.events), 1)
    state.engine().stop(replay)
    assert replay.ended.wait(5)
    came = len(replay.events) - 1
    assert replay.events[-1].type == "run.stopped"
    test.session_state["recordings.playing"] = test.session_state["recordings.replayed"] = replay.id
    sound(test.run())
    assert looked_at(test) == came < 20
    assert state.engine().find(replay.id) is None


def test_choosing_another_recording_ends_a_replay() -> None:
    test = opened(of(*streamed(*("x" * 100))))
    replay = state.engine().replay(run_of(test).recording(), test.session_state["state.visitor"], 1.0)
    test.session_state["recordings.playing"] = test.session_state["recordings.replayed"] = replay.id
    picked(test, "text")
    assert replay.ended.wait(5)
    assert looked_at(test) == len(SAMPLES["text"].load().events)
    assert state.engine().find(replay.id) is None


def test_what_played_and_was_longer_than_what_is_looked_at_does_not_break_the_slider() -> None:
    test = opened(of(*streamed("a")))
    longer = of(*streamed(*("x" * 50)))
    replay = state.engine().replay(longer, test.session_state["state.visitor"], None)
    assert replay.ended.wait(5)
    test.session_state["recordings.playing"] = test.session_state["recordings.replayed"] = replay.id
    assert looked_at(sound(test.run())) == 5


def test_a_recording_with_one_event_has_no_slider() -> None:
    test = opened(of(over()))
    assert len(test.slider) == 0
    assert looked_at(test) == 1
    assert [test.button(key=f"recordings.to_{step}").disabled for step, *_ in BUTTONS] == [True] * 4


def test_a_recording_without_any_event_shows_that_it_ended_early() -> None:
    test = opened(Recording())
    assert looked_at(test) == 1
    assert "`run.ended_early`" in said(test)


def test_a_recording_with_none_but_our_own_events() -> None:
    bodies = [
        asked(),
        {"type": "run.attempt", "url": "http://127.0.0.1/v1"},
        {"type": "run.stopped", "message": "Stop."},
    ]
    test = opened(of(*bodies))
    for number in (1, 2, 3):
        at_event(test, number)
    assert "`run.stopped`" in said(test)
    for tab in [tab.label for tab in test.tabs]:
        turned(test, tab)


def test_broken_frames_are_events_that_can_be_looked_at() -> None:
    content = frames(added()) + b"data: {broken\n\n: a comment\n\ndata: [1]\n\n" + frames(piece("Hi"), over())
    test = uploaded(opened(), content, "odd.sse")
    assert [one.type for one in run_of(test).events].count("run.broken_frame") == 2
    for number in range(1, len(run_of(test).events) + 1):
        at_event(test, number)
    at_event(test, 2)
    assert "`run.broken_frame`" in said(test)
    assert "nothing in the response" in said(test)


def test_a_recording_without_times() -> None:
    test = opened(of(*streamed("Hel", "lo."), timed=False))
    for tab in [tab.label for tab in test.tabs]:
        turned(at_event(test, 4), tab)
    test.number_input(key="recordings.of_gap").set_value(50)
    assert "0 of 6 events" in said(sound(test.run()))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_inert_and_break_nothing(hostile: str) -> None:
    item = {"type": hostile, "id": hostile, "name": hostile, "call_id": hostile, "arguments": hostile}
    bodies: list[Body] = [
        asked(model=hostile, input=hostile),
        {"type": hostile, "delta": hostile},
        {"type": ITEM, "output_index": 0, "item": item},
        {"type": ITEM, "output_index": 1, "item": {**item, "type": "function_call"}},
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": hostile},
        {"type": "response.completed", "response": response(status=hostile, **{hostile or "x": {hostile: [hostile]}})},
    ]
    test = opened(of(*bodies, model=hostile, input=hostile))
    for number in range(1, len(run_of(test).events) + 1):
        at_event(test, number)
        for one in (*test.markdown, *test.caption):
            assert "![](" not in "".join(str(one.value).split("`")[::2])
    for tab in [tab.label for tab in test.tabs]:
        turned(test, tab)


def test_a_long_recording_is_looked_at_anywhere() -> None:
    text = ["word "] * 3000
    bodies = [asked(), added(), *map(piece, text), done("".join(text)), over()]
    test = opened(of(*bodies))
    for number in (3004, 17, 2500, 1499, 1, 3000):
        assert looked_at(at_event(test, number)) == number
    assert diff_of(test)[-1] == '+ "word "'
    assert f"{2997 * 5:,} → {2998 * 5:,} characters" in said(test)


def test_the_address_of_a_finished_run_shows_it_in_a_second_tab_and_the_first_keeps_it() -> None:
    first = opened(of(*streamed("mine")))
    run = run_of(first)
    second = opened(run=run.id, event="4")
    assert (run_of(second), looked_at(second)) == (run, 4)
    assert "Say it. · m-1 · 5 events" in second.selectbox(key="recordings.picked").options[0]
    for test in (first, second):
        sound(test.run())
        assert (run_of(test), [toast.value for toast in test.toast]) == (run, [])


def test_a_run_that_only_the_address_named_stays_when_its_first_visitor_leaves() -> None:
    first = opened(of(*streamed("mine")))
    run, visitor = run_of(first), first.session_state["state.visitor"]
    second = opened(run=run.id)  # after a reload
    kept = state.engine().kept
    kept.gone[visitor] = run.last_followed = -1e9
    assert run not in kept.abandoned()
    assert run_of(sound(second.run())) is run
    assert not second.toast


def test_an_address_that_names_nothing_says_so() -> None:
    test = opened(run="0" * 32)
    assert "isn't here" in test.toast[0].value


def test_a_file_that_is_opened_and_downloaded_again_is_the_same_file() -> None:
    body = sse_body(of(*streamed("Hel", "lo.")[1:-1]))
    test = uploaded(opened(), body, "cut.sse")
    assert run_of(test).events[-1].type == "run.ended_early"
    assert "Ended early" in said(test)
    again = load(files.saved(run_of(test).id))
    assert [(one.t, one.raw) for one in again.events] == [(one.t, one.raw) for one in load(body).events]
    assert (again.backend, again.started_at) == ("", "")
    content = "".join(save(Recording({"model": "m-1"}, "of another", "", again.events)))
    test = uploaded(opened(), content.encode(), "cut.jsonl")
    assert files.saved(run_of(test).id) == content
    assert files.wire(run_of(test).id) == body


def test_a_recording_that_is_no_longer_kept_is_missed_aloud() -> None:
    test = opened(of(*streamed("mine")))
    assert not test.toast
    state.engine().kept.drop(test.session_state["recordings.looked"])
    sound(test.run())
    assert "no longer kept" in test.toast[0].value
    assert looked_at(test) == len(run_of(test).events)
    assert not sound(test.run()).toast


@pytest.mark.parametrize("query", [{"run": "x"}, {"sample": "x"}])
def test_a_link_to_what_is_not_there_says_so_once(query: dict[str, str]) -> None:
    test = opened(**query)
    assert "isn't here" in test.toast[0].value
    assert not dict(test.query_params)
    assert not sound(test.run()).toast


def test_the_place_and_the_view_are_kept_when_another_view_was_looked_at() -> None:
    test = at_event(opened(sample="parallel-calls"), 7)
    for view in ("Compare", "Run two", "Explore"):
        test.segmented_control(key="recordings.view").set_value(view)
        sound(test.run())
    assert looked_at(test) == 7


def test_what_did_not_stream_has_no_body_to_download() -> None:
    bodies = [asked(), {"type": "run.failed", "message": "Nobody answers."}]
    for recording, empty in ((of(*bodies), True), (of(*streamed("a")), False)):
        test = opened(recording)
        test.session_state["recordings.downloads"] = True
        sound(test.run())
        button = next(one for one in test.get("download_button") if one.proto.label == ".sse")
        assert button.proto.disabled is empty
        assert ("Nothing streamed here." in said(test)) is empty


def test_every_event_of_a_sample_has_the_fields_that_its_json_has() -> None:
    test = opened(sample="text")
    for number in (1, 5, len(run_of(test).events)):
        at_event(test, number)
        names = [name for name in run_of(test).events[number - 1].body if name != "type"]
        (line,) = [one.value for one in test.markdown if one.value.startswith("**Fields**")]
        assert all(f"`{name}" in line for name in names[:8])
