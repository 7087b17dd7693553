"""The fields of an event beside those of the catalogue."""

from lib.protocol.catalogue import fields
from lib.protocol.field_meanings import meaning_of_field
from lib.view.recordings.event_fields import MOST, explained, told

DELTA = {
    "type": "response.output_text.delta",
    "item_id": "msg_0",
    "output_index": 0,
    "content_index": 0,
    "delta": "a",
    "sequence_number": 4,
    "logprobs": [],
}


def test_each_field_stands_with_the_type_that_the_catalogue_gives_it() -> None:
    shown = told(DELTA)
    declared = {field.name: field.kind for field in fields(str(DELTA["type"]))}
    for name in set(DELTA) - {"type"}:
        assert f"`{name}:\u00a0{declared[name]}`" in shown
    assert "Missing" not in shown
    assert "Not declared" not in shown


def test_a_required_field_that_is_not_there_is_missing() -> None:
    shown = told({name: value for name, value in DELTA.items() if name != "delta"})
    assert ":red[Missing, though required:] `delta`" in shown
    assert "`delta:\u00a0str`" not in shown


def test_a_field_that_nobody_declared_is_told() -> None:
    assert ":orange[Not declared:] `obfuscation`" in told({**DELTA, "obfuscation": "x"})


def test_an_optional_field_that_is_left_out_is_told() -> None:
    optional = next(
        (kind, field.name)
        for kind in ("response.output_item.added", "response.function_call_arguments.done", "error")
        for field in fields(kind)
        if not field.required
    )
    assert f":gray[Optional, left out:] `{optional[1]}`" in told({"type": optional[0]})


def test_the_tooltip_has_a_line_for_each_field_that_is_told_and_has_words() -> None:
    lines = (explained({**DELTA, "obfuscation": "x", "`![](//h)`": 1}) or "").replace("\\", "").split("  \n")
    names = [name for name in (*DELTA, "obfuscation") if name != "type"]
    assert lines == [f"`{name}` {meaning_of_field(str(DELTA['type']), name)}" for name in names]
    assert explained({"type": "run.resumed", "delta": "a"}) is None
    missing = (explained({"type": DELTA["type"]}) or "").replace("\\", "")
    assert "`sequence_number` " in missing
    assert "`delta` " in missing


def test_of_an_unknown_type_every_field_is_named() -> None:
    assert told({"type": "what.is.this", "a": 1, "b": 2}) == "**Fields** :gray[(declared nowhere)] `a` `b`"
    assert told({"type": "what.is.this"}) == ""


def test_names_stay_inert_and_few() -> None:
    shown = told({"type": "x", "`![](//h)": 1, "a\n# b": 1, "\ud800": 1, **{f"n{at}": at for at in range(50)}})
    assert "![](" not in "".join(shown.split("`")[::2])
    assert "\n#" not in shown
    assert shown.count("`") == 2 * MOST
    assert f"and {53 - MOST} more" in shown
    shown.encode()
