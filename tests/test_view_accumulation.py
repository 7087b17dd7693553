"""The Arguments tab: a line a delta, each with what its own call's arguments were then."""

from lib.engine.runs import Run
from lib.protocol.events import Body, event
from lib.protocol.request import Request
from lib.view.calls.accumulation import WIDE, in_order, line, numbered, so_far, visible
from lib.view.folding import Folding
from tests.wire import added, asked, delta, done, ends

MIXED: list[Body] = [
    asked("flip"),
    added(1),
    added(0),
    delta(1, '{"b', 3),
    delta(0, '{"a', 4),
    delta(1, '":1}', 5),
    delta(0, '": 2}', 6),
    done(0, '{"a": 2}'),
    done(1, '{"b":1}'),
    ends(),
]


def folding(*bodies: Body) -> Folding:
    run = Run(Request({}, "compatible"), "me")
    run.append([event(at / 10, body) for at, body in enumerate(bodies)])
    found = Folding(run.id)
    found.advance(run)
    return found


def test_interleaved_deltas_add_up_to_the_arguments_of_their_own_call() -> None:
    fold = folding(*MIXED)
    deltas = fold.run.calls.deltas
    assert [numbered(fold)[id(delta.call)] for delta in deltas] == [2, 1, 2, 1]
    assert [so_far(delta, 80) for delta in deltas] == ['{"b', '{"a', '{"b":1}', '{"a":·2}']


def test_a_call_has_the_number_of_its_place_in_the_output_however_it_came() -> None:
    fold = folding(*MIXED)
    assert [call.key for call in in_order(fold)] == [(0, 0), (0, 1)]
    assert [numbered(fold)[id(fold.run.calls.found[0, at])] for at in (0, 1)] == [1, 2]


def test_the_calls_of_later_turns_are_counted_on() -> None:
    fold = folding(*MIXED, asked("flip"), added(0), delta(0, "{}"))
    assert numbered(fold)[id(fold.run.calls.found[1, 0])] == 3


def test_a_long_text_shows_its_end() -> None:
    text = '{"text":"' + "x" * 60 + "end"
    fold = folding(asked("flip"), added(0), delta(0, text))
    (only,) = fold.run.calls.deltas
    assert so_far(only, 24) == "…" + text[-23:]
    assert so_far(only, 100) == text
    assert line(only, 1).endswith("…" + text[1 - WIDE :])
    assert len(line(only, 1)) <= 50  # as many as the pane has room for on a screen of 1280 pixels


def test_a_line_has_the_number_the_time_the_call_the_delta_and_the_arguments() -> None:
    first, *_ = folding(*MIXED).run.calls.deltas
    assert line(first, 2).split() == ["3", "0.300", "2", '{"b', '{"b']


def test_what_is_unknown_is_a_dash_or_a_dot() -> None:
    run = Run(Request({}, "compatible"), "me")
    bodies: list[Body] = [asked("flip"), added(0), {**delta(0, "{"), "sequence_number": None}]
    run.append([event(None, body) for body in bodies])
    found = Folding(run.id)
    found.advance(run)
    assert line(found.run.calls.deltas[0], 1).split()[:2] == ["·", "–"]


def test_spaces_and_what_has_no_shape_are_dots() -> None:
    assert visible("a b\n\tc\x00\u200bd") == "a·b··c··d"
    visible("\ud83d").encode()
