"""The timeline: what is drawn of a run, how much of it, and what is said of the rest."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run, recorded
from lib.protocol.events import Body, Event, event
from lib.protocol.recording import Recording, load
from lib.protocol.timeline.marks import Marks
from lib.view.timeline import chart, figures, timeline
from lib.view.timeline.chart import SHOWN, WORDS
from lib.view.timeline.labels import GAP_ROOM
from lib.view.timeline.rows import GROUPS_SHOWN, LANES, MARKS, Rows, rows_of
from lib.view.timeline.tab import NEWEST
from tests import wire
from tests.answers import added, over, piece
from tests.wire import asked

pytestmark = pytest.mark.usefixtures("own_engine")

WIDTH = 400


def events(*bodies: Body, every: float | None = 0.1) -> list[Event]:
    return [event(None if every is None else at * every, body) for at, body in enumerate(bodies)]


def marked(found: list[Event]) -> Marks:
    marks = Marks()
    for one in found:
        marks.add(one)
    return marks


def rows(*bodies: Body, every: float | None = 0.1, last: int | None = None) -> Rows:
    return rows_of(marked(events(*bodies, every=every)), WIDTH, last)


def of(found: Rows, table: str, column: str) -> list[Any]:
    return list(found.tables[table][column])


def spec_of(found: Rows) -> dict[str, Any]:
    return chart.spec(found)


def shown(count: int) -> list[Body]:
    """A run of one message in so many deltas."""
    return [asked(), added(), *[piece("a")] * count, over()]


def test_an_event_is_a_mark_in_its_lane_in_the_colour_of_its_group() -> None:
    found = rows(asked(), added(), piece("a"), wire.added(1), wire.delta(1, "{"), over())
    assert found.lanes == ("response", "0 message", "1 function_call")
    assert of(found, "marks", "lane") == ["0 message", "0 message", "1 function_call", "1 function_call", "response"]
    assert of(found, "marks", "Group") == ["Item", "Text", "Item", "Arguments", "Lifecycle"]
    assert found.groups == ("Text", "Arguments", "Item", "Lifecycle")
    assert of(found, "marks", "Event") == [2, 3, 4, 5, 6]


def test_the_lanes_of_several_turns_say_which() -> None:
    found = rows(asked(), *wire.call(0, "{}"), wire.ends(), asked(), added(), piece("a"), over())
    assert found.lanes == ("turn 1", "1.0 function_call", "turn 2", "2.0 message")


def test_a_response_spans_its_items_before_it_has_ended() -> None:
    spans = rows(asked(), added(), piece("a")).tables["spans"].set_index("lane")
    assert list(spans.loc["response", ["from", "to"]]) == [0.0, pytest.approx(0.2)]
    assert list(spans.loc["0 message", ["from", "to"]]) == [pytest.approx(0.1), pytest.approx(0.2)]


def test_a_long_gap_has_a_label_where_there_is_room_for_it() -> None:
    timed = [event(t, body) for t, body in zip((0.0, 0.0, 0.3, 0.54), shown(1), strict=True)]
    assert of(rows_of(marked(timed), WIDTH), "gaps", "text") == ["300 ms"]
    assert of(rows_of(marked(timed), WIDTH), "gaps", "lane") == ["0 message"]
    assert of(rows_of(marked(timed), GAP_ROOM), "gaps", "text") == []


def test_on_a_narrower_screen_a_gap_that_has_no_room_has_no_label() -> None:
    timed = [event(t, body) for t, body in zip((0.0, 0.0, 0.3, 0.5, 1.5, 2.0), shown(3), strict=True)]
    found = rows_of(marked(timed), 900)
    assert of(found, "gaps", "text") == ["300 ms", "1.0 s", "500 ms"]
    for least, seconds in zip(of(found, "gaps", "least"), (0.3, 1.0, 0.5), strict=True):
        assert seconds / 2.0 * least == pytest.approx(GAP_ROOM)
    layers = spec_of(found)["layer"]
    assert [layer["mark"]["opacity"] for layer in layers if layer["mark"]["type"] == "text"] == [{"expr": SHOWN}] * 2


def test_moments_that_are_near_each_other_share_a_label_and_no_two_labels_overlap() -> None:
    bodies = [asked(), {"type": "run.headers"}, {"type": "response.created", "response": {}}, *shown(400)[1:]]
    found = rows(*bodies)
    assert of(found, "moments", "text")[0] == "request · headers · first event · first text"
    crowd = rows(asked(), {"type": "run.headers"}, {"type": "response.created", "response": {}}, *shown(9)[1:])
    told = crowd.tables["moments"].to_dict("records")
    assert len(told) == 5
    assert [row["line"] for row in told] != [0] * 5
    for line in range(crowd.labelled):
        ends = 0.0
        for row in (row for row in told if row["line"] == line and row["align"] == "left"):
            assert row["from"] / 1.2 * WIDTH >= ends
            ends = row["from"] / 1.2 * WIDTH + 5 * len(row["text"])
    assert told[-1]["align"] == "right"


def test_without_times_events_stand_at_their_number_and_that_is_said() -> None:
    marks = marked(events(*shown(3), every=None))
    found = rows_of(marks, WIDTH)
    assert of(found, "marks", "from") == [2, 3, 4, 5, 6]
    assert not found.timed
    assert len(found.tables["gaps"]) == 0
    assert "unknown" in timeline.caption(marks, found)
    assert timeline.at_event(marks, 4) == 4


def test_an_axis_of_numbers_has_no_label_between_two_of_them() -> None:
    axes = {
        timed: [layer["encoding"]["x"]["axis"].get("tickMinStep") for layer in spec_of(found)["layer"]]
        for timed, found in ((False, rows(*shown(3), every=None)), (True, rows(*shown(3))))
    }
    assert set(axes[False]) == {1}
    assert set(axes[True]) == {None}


def test_of_many_events_those_near_each_other_share_a_mark_and_none_is_lost() -> None:
    count = 3 * MARKS
    marks = marked(events(*shown(count), every=0.001))
    found = rows_of(marks, WIDTH)
    assert len(found.tables["marks"]) < MARKS / 4
    assert sum(of(found, "marks", "Events")) == count + 2
    assert "share a mark" in timeline.caption(marks, found)


def test_up_to_some_thousands_each_event_has_its_own_mark() -> None:
    marks = marked(events(*shown(MARKS - 2), every=0.001))
    assert len(rows_of(marks, WIDTH).tables["marks"]) == MARKS
    assert "share a mark" not in timeline.caption(marks, rows_of(marks, WIDTH))


def test_while_it_streams_only_the_newest_have_marks_and_the_spans_stay_whole() -> None:
    found = rows(*shown(4 * NEWEST), last=NEWEST)
    assert len(found.tables["marks"]) == NEWEST
    assert found.tables["spans"].set_index("lane").loc["0 message", "from"] == pytest.approx(0.1)
    assert of(found, "moments", "text")[0].startswith("request")


def test_more_items_than_there_is_room_for_share_the_last_lane() -> None:
    marks = marked(events(asked(), *(added(at) for at in range(100))))
    found = rows_of(marks, WIDTH)
    assert len(found.lanes) == LANES
    assert found.lanes[-1] == "78 more"
    assert len(found.tables["spans"]) == LANES
    assert "The last lane has the items after" in timeline.caption(marks, found)


def test_a_run_without_an_event_can_be_drawn() -> None:
    for bodies in ([], [asked()], [piece("a")]):
        found = rows(*bodies)
        assert spec_of(found)
        assert all(len(table) <= 1 or name in ("spans", "moments") for name, table in found.tables.items())


@pytest.mark.parametrize("text", ["\ud800", "![](http://127.0.0.1:9/x)", "a\nb", "'] + x + ['", "", "x" * 9999])
def test_odd_names_are_cut_and_stay_text(text: str) -> None:
    odd = {"type": "response.output_item.added", "output_index": 0, "item": {"id": text, "type": text, "name": text}}
    found = rows(asked(), odd, {"type": f"response.{text}", "output_index": 0, "delta": text})
    json.dumps(spec_of(found)).encode()
    for table in found.tables.values():
        assert all("\n" not in cell and len(cell) < 100 for cell in table.to_numpy().ravel() if isinstance(cell, str))


def test_all_groups_are_in_the_domain_so_that_a_group_keeps_its_colour() -> None:
    """And no range, so that the colours are the theme's."""
    ticks = next(layer for layer in spec_of(rows(*shown(1)))["layer"] if layer["mark"]["type"] == "tick")
    assert ticks["encoding"]["color"]["scale"] == {"domain": list(GROUPS_SHOWN)}
    assert ticks["encoding"]["color"]["legend"]["values"] == ["Text", "Item", "Lifecycle"]


def test_the_spec_stays_the_same_while_only_events_come() -> None:
    """So that the browser takes in the rows, and doesn't make the chart anew."""
    few, more = (chart.spec(rows(*shown(count)[:-1]), live=True) for count in (50, 60))
    assert few == more


def test_while_it_streams_and_where_marks_are_many_the_chart_is_drawn_as_pixels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At rest its marks are elements, sharp at any size and with labels for those who don't see them."""
    found = rows(*shown(9))
    live = chart.spec(found, live=True)
    assert live.pop("usermeta") == {"embedOptions": {"renderer": "canvas"}}
    at_rest = spec_of(found)
    assert [layer["mark"] for layer in live["layer"]] == [layer["mark"] for layer in at_rest["layer"]]
    assert "usermeta" not in at_rest
    monkeypatch.setattr(chart, "MANY", len(found.tables["marks"]))
    assert "usermeta" not in spec_of(found)
    monkeypatch.setattr(chart, "MANY", len(found.tables["marks"]) - 1)
    assert spec_of(found)["usermeta"] == {"embedOptions": {"renderer": "canvas"}}


def test_a_streaming_run_is_drawn_live() -> None:
    def script(run: "Run") -> None:
        import streamlit as st

        from lib.view.timeline.tab import TimelineTab

        TimelineTab(st.container(), "x", 292).live(run, len(run.events))

    run = recorded(Recording(events=events(*shown(20))))
    test = AppTest.from_function(script, default_timeout=20, kwargs={"run": run}).run()
    assert not test.exception
    (drawn_now,) = test.get("vega_lite_chart")
    assert json.loads(drawn_now.proto.spec)["usermeta"]["embedOptions"]["renderer"] == "canvas"


@pytest.mark.parametrize("every", [0.001, None])
def test_a_shared_mark_stands_at_its_first_event_and_the_next_where_it_ends(every: float | None) -> None:
    count = 2 * MARKS
    ticks = rows_of(marked(events(*shown(count), every=every)), WIDTH).tables["marks"]
    texts = ticks[ticks["Group"] == "Text"].to_dict("records")
    expected = 3  # after the request and the item
    for row in texts:
        assert row["Event"] == expected
        assert row["from"] == pytest.approx((expected - 1) * every if every else expected)
        expected += row["Events"]
    assert expected == 3 + count


def test_lanes_become_lower_where_they_have_little_room() -> None:
    heights = [chart.lane_height(lanes, 1, 200) for lanes in range(1, 40)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == chart.LANE
    assert heights[-1] == chart.LANE_LEAST
    assert chart.height(4, 1, chart.lane_height(4, 1, 160)) <= 160


def test_the_rule_stands_at_its_event() -> None:
    marks = marked(events(*shown(3)))
    assert timeline.at_event(marks, 3) == pytest.approx(0.2)
    assert [timeline.at_event(marks, at) for at in (None, 0, 7)] == [None, None, None]


def test_no_mark_is_placed_anew_when_the_rule_moves() -> None:
    found = rows(*shown(3))
    domains = [layer["encoding"]["x"]["scale"]["domain"] for layer in chart.spec(found)["layer"]]
    assert domains == [[0.0, pytest.approx(0.5)]] * 6  # not one that is made of all rows, the rule's among them
    assert all("domain" not in layer["encoding"]["x"]["scale"] for layer in chart.spec(found, live=True)["layer"])


def test_a_response_without_an_event_of_its_own_is_as_long_as_its_items() -> None:
    found = rows_of(marked([event(t, body) for t, body in zip((1.0, 1.5), shown(3)[2:4], strict=True)]), WIDTH)
    assert [found.tables["spans"][name].tolist() for name in ("from", "to")] == [[1.0, 1.0], [1.5, 1.5]]


def test_where_times_go_back_a_span_does_not_turn_round() -> None:
    bodies = shown(6)
    spans = rows_of(marked([event(5.0 - at, body) for at, body in enumerate(bodies)]), WIDTH).tables["spans"]
    assert (spans["from"] <= spans["to"]).all()
    assert (spans["from"].min(), spans["to"].max()) == (6.0 - len(bodies), 5.0)


def test_a_moment_of_unknown_time_has_no_label() -> None:
    first, second = shown(1), shown(1)
    timed = [*(event(at, body) for at, body in enumerate(first)), event(None, second[0])]
    timed += [event(10.0 + at, body) for at, body in enumerate(second[1:])]
    told = rows_of(marked(timed), WIDTH).tables["moments"]
    assert not any("turn 2" in text and "request" in text for text in told["text"])
    assert told["from"].min() == 0.0


def test_the_marks_of_any_moment_are_those_of_a_run_that_has_come_so_far() -> None:
    test = AppTest.from_function(moments, default_timeout=20, kwargs={"found": events(*shown(1200))}).run()
    assert not test.exception
    assert test.session_state["same"] == [True] * 5


def moments(found: "list[Event]") -> None:
    """A page that asks for marks at several moments, forth and back."""
    import streamlit as st

    from lib.engine.runs import recorded
    from lib.protocol.recording import Recording
    from lib.protocol.timeline.marks import Marks
    from lib.view.timeline import timeline

    run, same = recorded(Recording(events=found)), []
    for seen in (len(found), 700, 699, 3, len(found)):
        plain = Marks()
        for one in found[:seen]:
            plain.add(one)
        at = timeline.marks_at("x", run, seen)
        same.append((list(at), at.lanes, at.moments.found) == (list(plain), plain.lanes, plain.moments.found))
    st.session_state["same"] = same


def test_the_bars_of_the_parts_are_all_bytes() -> None:
    run = recorded(Recording(events=events(*shown(5))))
    found = figures.figures.__wrapped__(run.id, len(run.events), marked(run.events))  # type: ignore[attr-defined]
    assert found.parts["Share"].sum() == pytest.approx(1)
    assert found.parts["Bytes"].sum() == found.total
    assert figures.overhead(found).endswith("KB is overhead")


def page(found: "list[Event]", place: str, at: int | None) -> None:
    """A page with the timeline alone."""
    import streamlit as st

    from lib.engine.runs import recorded
    from lib.protocol.recording import Recording
    from lib.view.timeline import figures, timeline

    if "run" not in st.session_state:
        st.session_state["run"] = recorded(Recording(events=found))
    run: Run = st.session_state["run"]
    timeline.draw(st.container(), place, run, at=at)
    figures.draw(st.container(), run.id, timeline.marks_of(place, run, len(run.events)))


def drawn(found: list[Event], at: int | None = None) -> AppTest:
    test = AppTest.from_function(page, default_timeout=20, kwargs={"found": found, "place": "x", "at": at}).run()
    assert not test.exception
    return test


def test_the_page_has_the_chart_and_the_three_figures() -> None:
    test = drawn(events(*shown(20)), at=5)
    charts = test.get("vega_lite_chart")
    assert len(charts) == 4
    assert {one.name for one in charts[0].proto.datasets} == {"spans", "marks", "gaps", "moments", "here"}
    assert "23 events." in [caption.value for caption in test.caption]


def test_without_times_two_figures_are_said_to_be_unknown() -> None:
    test = drawn(events(*shown(20), every=None))
    assert len(test.get("vega_lite_chart")) == 2
    assert [caption.value for caption in test.caption].count("Unknown: this file has no times.") == 2


def test_a_run_without_events_of_a_server_is_drawn() -> None:
    test = drawn(events(asked(), {"type": "run.failed", "message": "no"}))
    assert "Nothing came over the wire." in [caption.value for caption in test.caption]


def test_recorded_streams_are_drawn(streams: list[Path]) -> None:
    for path in streams[:: max(1, len(streams) // 6)]:
        assert drawn(load(path.read_bytes()).events).get("vega_lite_chart")


def test_on_a_phone_no_label_of_a_moment_lies_over_another() -> None:
    timed = [event(t, body) for t, body in zip((0.0, 0.1, 0.15, 1.0), shown(1), strict=True)]
    found = rows_of(marked(timed), 900).tables["moments"]
    kept = found[found["least"] == 0]
    assert 0 < len(kept) < len(found)
    assert "end" in kept["text"].tolist()[-1]
    spec = spec_of(rows_of(marked(timed), 900))
    (names,) = [layer for layer in spec["layer"] if "dx" in layer["mark"]]
    assert names["mark"]["opacity"] == {"expr": SHOWN}


def test_all_words_have_a_colour_for_light_and_one_for_dark() -> None:
    specs = [spec_of(rows(*shown(3))), figures.rate_spec(), figures.gap_spec(), figures.part_spec()]
    for made in specs:
        coloured = words_of(made)
        assert coloured == [{"expr": WORDS}] * max(1, len(coloured))


def words_of(made: Any) -> list[Any]:
    """The colour of each text, axis and legend in a spec; None where the theme's is left."""
    match made:
        case {"type": "text"}:
            return [made.get("color")]
        case dict():
            own = [made[key].get("labelColor") for key in ("axis", "legend") if made.get(key)]
            return own + [colour for value in made.values() for colour in words_of(value)]
        case list():
            return [colour for value in made for colour in words_of(value)]
    return []
