"""The Structured outputs page's final tree: the JSON, its fields, the verdict; what is sent. No browser."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from lib.engine.runs import Run
from lib.protocol.events import Body
from lib.protocol.recording import save
from lib.samples.models import MODELS, Invoice, Thread
from lib.samples.structured_presets import PRESETS, StructuredPreset
from lib.tools.text_format import text_format
from lib.view.structured.field_timeline import CHART
from tests import trees
from tests.answers import added, done, message, numbered, over, piece
from tests.conftest import ROOT
from tests.trees import clicked, holding, run_at, said, sound, visited
from tests.upstream import Asked, Step, Upstream, closing, delta, frames, opening, response, whole_answer
from tests.wire import asked

PAGE = ROOT / "pages" / "structured.py"
TABS = ["Fields", "Events", "Timeline", "Snapshot", "Raw", "Code", "Source"]
MODEL_NAMES = ["ProductAnalysis", *(model.__name__ for model in MODELS)]
PRODUCT_FIELDS = ["product_name", "features", "pros", "cons", "price_range", "target_audience"]
CHAIRS = {"description": "chairs", "quantity": 2, "unit_price": 40, "amount": 80}
DESK = {"description": "desk", "quantity": 1, "unit_price": 120, "amount": 120}
INVOICE: dict[str, Any] = {"number": "INV-7", "customer": "Acme", "lines": [CHAIRS, DESK], "total": 200}
OWN: dict[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string", "enum": ["x", "y"]}},
    "required": ["a"],
    "additionalProperties": False,
}
HOSTILE = ["\ud800", ":red[a]\x00", "![](http://127.0.0.1:9/leak)", "a\\|![](//h)`", "a\n\n# b", ""]
ODD: list[Any] = [
    {},
    {"type": 7},
    {"type": "nothing"},
    {"properties": []},
    {"type": "object", "properties": {"a": 7}},
    {"$ref": "http://127.0.0.1:9/x"},
    {"$ref": "#"},
    {"$ref": "#/$defs/none"},
    {"type": "object", "properties": {"a": {"pattern": "("}}},
    {"type": "object", "properties": {"a": {"pattern": "(x+x+)+y"}}},
    {"anyOf": 7, "required": "a", "enum": 7, "minItems": "x"},
    {"type": ["object", "null"], "properties": {"a\n|`![](//h)": {"type": "string", "description": 7}}},
]

pytestmark = pytest.mark.usefixtures("own_engine", "own_environment")


@pytest.fixture
def upstream(upstream: Upstream) -> Upstream:
    """It answers with an invoice."""
    upstream.answer = answering(INVOICE)
    return upstream


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The texts that the page offers to download, by their names."""
    found: dict[str, str] = {}
    load = MemoryMediaFileStorage.load_and_get_id

    def kept(self: Any, content: Any, mimetype: str, kind: Any, filename: str | None = None) -> str:
        found[str(filename)] = content if isinstance(content, str) else content.decode()
        return load(self, content, mimetype, kind, filename)

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", kept)
    return found


def answering(value: Any, size: int = 9) -> Any:
    """A server that answers with this value as JSON, or with this text, in deltas of so many characters."""
    text = value if isinstance(value, str) else json.dumps(value)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return lambda asked: whole_answer(*pieces)


def opened(shape: str = "", **held: Any) -> AppTest:
    """The page as a visitor finds it, with this shape chosen before, and other controls that hold something."""
    given = {"shape": shape or None, **held}
    return visited(PAGE, {f"structured.{name}": value for name, value in given.items() if value is not None})


def streamed(test: AppTest) -> AppTest:
    """The page after a press on Stream, at rest."""
    return clicked(test, "structured.stream")


def shaped(test: AppTest, name: str) -> AppTest:
    """The page with this shape chosen, and Schema closed again."""
    with_schema(test).pills(key="structured.shape").set_value(name)
    sound(test.run())
    return holding(test, {"structured.schema": False})


def preset(test: AppTest, title: str) -> AppTest:
    """The page with this preset chosen."""
    return sound(test.menu_button(key="structured.preset").click(title).run())


def with_schema(test: AppTest) -> AppTest:
    """The page with Schema open."""
    return holding(test, {"structured.schema": True})


def turned(test: AppTest, tab: str) -> AppTest:
    """The page with that tab open."""
    return holding(test, {"structured.tab": tab})


def sent(test: AppTest) -> dict[str, Any]:
    """The request that Settings shows."""
    assert "This will be sent:" in said(holding(test, {"structured.settings": True}))
    found: dict[str, Any] = json.loads(test.json[0].value)
    return found


def rows(test: AppTest) -> dict[str, str]:
    """The state of each field in the Fields tab."""
    table = next(one.value for one in test.markdown if one.value.startswith("| Field |"))
    found = [line.replace("\u2060", "").split(" | ") for line in table.splitlines()[2:]]
    return {row[0].strip("|` \u00a0"): row[1].rpartition(": ")[2].strip("]") for row in found}


def figure(test: AppTest, label: str) -> str:
    """A figure of the metrics row."""
    found = next(one.value for one in test.markdown if one.value.startswith(f":small[:gray[{label}]]"))
    return str(found).partition("\n")[2].strip("*")


def verdict(test: AppTest) -> str:
    """The word in the badge below the JSON."""
    words = "Valid|Invalid|Cut off|Refused|JSON"
    badges = [re.match(rf":[a-z]+-badge\[:material/\w+: ({words})\]", one.value) for one in test.markdown]
    return next((badge[1] for badge in badges if badge), "")


def run_of(test: AppTest) -> Run:
    """The run that the page shows."""
    return run_at(test, "structured.run")


def recording(answer: str, *, timed: bool = True, **body: Any) -> bytes:
    """A recording of a request with this body and an answer with this text."""
    head = {"streamscope": 1, "request": body, "backend": "simulator", "started_at": ""}
    bodies = enumerate(numbered(events(answer, **body)))
    lines = [head, *({"t": at / 10 if timed else None, "event": event} for at, event in bodies)]
    return "\n".join(map(json.dumps, lines)).encode()


def asking_for(schema: Any, name: str = "mine") -> dict[str, Any]:
    """The `text` of a request."""
    return {"format": {"type": "json_schema", "name": name, "schema": schema}}


def uploaded(content: bytes, name: str = "run.jsonl", test: AppTest | None = None) -> AppTest:
    """The page with this file opened."""
    return trees.uploaded(test or opened(), "structured", name, content)


def events(answer: str, **body: Any) -> list[Body]:
    """A whole run of a request with this body, whose answer is this text."""
    end = over("completed", message(0, answer))
    pieces = [piece(answer[at : at + 20]) for at in range(0, len(answer), 20)]
    return [asked(**body), added(), *pieces, done(answer), end]


def test_the_page_opened_cold_shows_what_it_waits_for() -> None:
    test = opened()
    assert test.header[0].value == "Structured outputs"
    assert [tab.label for tab in test.tabs] == TABS
    assert list(test.menu_button(key="structured.preset").options) == [preset.title for preset in PRESETS]
    assert test.text_area(key="structured.prompt").value == PRESETS[0].prompt
    assert rows(test) == dict.fromkeys(PRODUCT_FIELDS, "Waiting")
    assert "Checked against **ProductAnalysis**" in said(test)
    assert figure(test, "First field") == "–"
    assert [button.disabled for button in test.button][:2] == [False, True]
    assert "structured.run" not in test.session_state


@pytest.mark.parametrize("which", PRESETS, ids=lambda preset: preset.title)
def test_every_preset_runs_to_its_end(which: StructuredPreset) -> None:
    test = streamed(preset(opened(), which.title))
    body = run_of(test).request.body
    assert body["input"] == which.prompt
    assert body["text"]["format"]["name"] == which.model
    assert body.get("max_output_tokens") == which.max_output_tokens
    assert body.get("metadata", {}).get("simulator_flaw") == which.flaw
    assert ("Incomplete" if which.max_output_tokens else "Completed") in figure(test, "Status")
    assert "▍" not in said(test)
    if which.flaw == "refusal":
        assert verdict(test) == "Refused"
    elif which.flaw:
        assert verdict(test) == "Invalid" or which.flaw == "repeated_key"
        colour = ":orange[" if verdict(test) == "Valid" else ":red["
        assert any(colour in one.value for one in test.caption)  # said below the fields, too
    elif which.max_output_tokens:
        assert verdict(test) == "Cut off"
    else:
        assert verdict(test) in ("Valid", "Invalid")


def test_the_first_preset_fits_and_every_field_is_valid(files: dict[str, str]) -> None:
    test = streamed(opened())
    assert verdict(test) == "Valid"
    assert "It fits **ProductAnalysis**" in said(test)
    states = rows(test)
    assert set(PRODUCT_FIELDS) <= set(states)
    assert set(states.values()) == {"Valid"}
    assert figure(test, "Fields") == "6 of 6"
    assert figure(test, "First field").endswith("s")
    value = json.loads(files["ProductAnalysis.json"])
    assert list(value) == PRODUCT_FIELDS
    assert json.loads(str(test.code[0].value)) == value


def test_an_invoice_that_adds_up_is_valid_as_a_whole(upstream: Upstream, files: dict[str, str]) -> None:
    test = streamed(opened("Invoice"))
    assert verdict(test) == "Valid"
    assert figure(test, "Fields") == "4 of 4"
    assert "**Result** :gray[valid, as a whole]" in said(test)
    assert json.loads(files["Invoice.json"]) == INVOICE
    assert files["Invoice.csv"].splitlines() == [
        "description,quantity,unit_price,amount",
        "chairs,2,40,80",
        "desk,1,120,120",
    ]
    assert test.dataframe[-1].value["description"].tolist() == ["chairs", "desk"]


def test_an_invoice_that_does_not_add_up_is_invalid_with_the_sentence_of_its_validator(upstream: Upstream) -> None:
    upstream.answer = answering({**INVOICE, "total": 250})
    test = streamed(opened("Invoice"))
    assert verdict(test) == "Invalid"
    assert said(test).count("the lines add up to 200, not to 250") >= 2  # in the verdict, and below the fields
    assert rows(test)["total"] == "Invalid"
    assert rows(test)["lines"] == "Valid"
    assert "whole, but not valid" in said(test)


def test_a_line_that_does_not_multiply_is_invalid_where_it_is(upstream: Upstream) -> None:
    upstream.answer = answering({**INVOICE, "lines": [CHAIRS, {**DESK, "amount": 100}], "total": 180})
    test = streamed(opened("Invoice"))
    assert "1 x 120 is 120" in said(test)
    assert {rows(test)[name] for name in ("lines", "lines[1]")} == {"Invalid"}
    assert rows(test)["lines[0]"] == "Valid"


def test_an_answer_that_is_cut_off_keeps_what_came(upstream: Upstream, files: dict[str, str]) -> None:
    text = json.dumps(INVOICE)[:60]
    incomplete = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    upstream.answer = lambda asked: iter([opening(), delta(text), closing(text, **incomplete)])
    test = streamed(opened("Invoice"))
    assert verdict(test) == "Cut off"
    assert rows(test)["number"] == "Valid"
    assert "Cut off" in rows(test).values()
    assert rows(test)["total"] == "Waiting"
    assert "limit of output tokens" in said(test)
    assert "as far as it came" in said(test)
    assert json.loads(files["Invoice.json"])["number"] == "INV-7"


def test_a_refusal_is_shown_as_words_and_no_field_is_judged() -> None:
    test = streamed(preset(opened(), "A refusal"))
    assert "Refusal]" in said(test)
    assert verdict(test) == "Refused"
    assert set(rows(test).values()) == {"Waiting"}
    assert figure(test, "First field") == "–"
    assert "**Result**" not in said(test)


def test_a_refusal_that_is_markdown_stays_inert(upstream: Upstream) -> None:
    refusal = {"type": "response.refusal.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0}
    end = {"type": "response.completed", "response": response(status="completed")}
    upstream.answer = lambda asked: iter([opening(), frames({**refusal, "delta": "![](//h) \ud800 :red[a]"}, end)])
    test = streamed(opened())
    assert not any("![](" in one.value for one in test.markdown)


def test_a_json_object_is_judged_by_the_schema_that_its_first_message_holds() -> None:
    test = streamed(opened(asked="json_object"))
    body = run_of(test).request.body
    assert body["text"]["format"] == {"type": "json_object"}
    assert "target_audience" in body["input"][0]["content"]
    assert body["input"][1] == {"role": "user", "content": PRESETS[0].prompt}
    assert "ProductAnalysis" in said(test)
    assert figure(test, "Fields").endswith("of 6")
    assert verdict(test) in ("Valid", "Invalid")


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_the_shape_that_is_chosen_is_what_is_sent(name: str) -> None:
    test = opened(name)
    found = sent(test)["text"]["format"]
    assert (found["type"], found["name"], found["strict"]) == ("json_schema", name, True)
    assert list(rows(test)) == list(found["schema"]["properties"])
    assert f"Checked against **{name}**" in said(test)


def test_what_is_chosen_stays_when_the_popover_closes(upstream: Upstream) -> None:
    test = with_schema(opened())
    test.segmented_control(key="structured.asked").set_value("json_schema, not strict")
    shaped(test, "Invoice")
    streamed(streamed(test))
    for run in upstream.runs:
        assert (run.body["text"]["format"]["name"], run.body["text"]["format"]["strict"]) == ("Invoice", False)
    assert with_schema(test).pills(key="structured.shape").value == "Invoice"


def test_what_will_be_sent_is_what_is_sent(upstream: Upstream) -> None:
    test = opened("Thread")
    before = sent(test)
    streamed(test)
    assert upstream.runs[0].body == before
    assert before["text"]["format"] == text_format(Thread)
    assert "metadata" not in before


def test_a_run_is_judged_by_its_own_shape_whatever_is_chosen_since(upstream: Upstream) -> None:
    test = streamed(opened("Invoice"))
    shaped(test, "Thread")
    assert "It fits **Invoice**" in said(test)
    assert figure(test, "Fields") == "4 of 4"


def test_the_flaw_is_offered_and_sent_only_with_the_simulator(upstream: Upstream) -> None:
    test = with_schema(opened())
    test.session_state["structured.flaw"] = "fence"
    assert "metadata" not in sent(test)
    assert not [box for box in test.selectbox if "Flaw" in box.label]


# A draft of the visitor's own.


def drafted(test: AppTest, text: str) -> AppTest:
    """The page with this text as the JSON schema of the shape that is chosen."""
    with_schema(test).segmented_control(key="structured.schema.view").set_value("JSON Schema")
    sound(test.run())
    next(area for area in test.text_area if area.label == "JSON schema").set_value(text)
    return sound(test.run())


def test_a_schema_of_ones_own_is_sent_and_judges_the_answer(upstream: Upstream) -> None:
    test = drafted(opened(), json.dumps(OWN))
    assert list(rows(test)) == ["a"]
    upstream.answer = answering({"a": "z"})
    streamed(test)
    assert upstream.runs[0].body["text"]["format"]["schema"] == OWN
    assert verdict(test) == "Invalid"
    upstream.answer = answering({"a": "y"})
    assert verdict(streamed(test)) == "Valid"


def test_a_problem_of_the_draft_is_said_and_sends_nothing_and_disables_nothing_else(upstream: Upstream) -> None:
    test = streamed(opened())
    before = [button.disabled for button in test.button]
    drafted(test, '{"type": "object", ')
    problem = [one.value for one in test.caption if ":red[:material/error:]" in one.value and "schema" in one.value]
    assert problem
    streamed(test)
    assert len(upstream.runs) == 1
    test.session_state["structured.schema"] = False
    sound(test.run())
    assert [one.value for one in test.caption if ":red[:material/error:]" in one.value]  # with the popover closed, too
    assert [button.disabled for button in test.button] == before
    for tab in TABS:
        turned(test, tab)
    shaped(test, "Thread")  # whose schema nobody broke
    streamed(test)
    assert upstream.runs[1].body["text"]["format"]["name"] == "Thread"


def test_a_draft_stays_when_another_shape_is_chosen_and_back(upstream: Upstream) -> None:
    test = drafted(opened(), json.dumps(OWN))
    shaped(test, "Invoice")
    assert sent(test)["text"]["format"]["name"] == "Invoice"
    shaped(test, "ProductAnalysis")
    assert sent(test)["text"]["format"]["schema"] == OWN


def test_a_preset_sends_its_model_as_it_ships_whatever_was_edited(upstream: Upstream) -> None:
    test = drafted(opened("Invoice", asked="json_object"), json.dumps(OWN))
    streamed(preset(test, "An invoice that doesn't add up"))
    assert upstream.runs[0].body["text"]["format"] == text_format(Invoice)
    assert "It fits **Invoice**" in said(test)
    assert "your edits are laid aside" in said(with_schema(test))


def test_a_text_format_of_the_further_fields_is_sent_and_judges(upstream: Upstream) -> None:
    test = opened(further=json.dumps({"text": asking_for(OWN)}))
    assert "Checked against **mine**" in said(test)
    assert "have a text format of their own" in said(with_schema(test))
    upstream.answer = answering({"a": "y"})
    streamed(test)
    assert upstream.runs[0].body["text"] == asking_for(OWN)
    assert "It fits **mine**" in said(test)


# Recordings and what others wrote.


def test_an_opened_recording_is_judged_by_the_shape_that_it_asked_for(files: dict[str, str]) -> None:
    text = {"format": text_format(Invoice)}
    test = uploaded(recording(json.dumps({**INVOICE, "total": 1}), text=text))
    assert verdict(test) == "Invalid"
    assert "the lines add up to 200, not to 1" in said(test)
    assert figure(test, "Fields") == "4 of 4"
    assert figure(test, "First field") == "200 ms"
    assert json.loads(files["Invoice.json"])["total"] == 1


def test_a_recording_with_a_schema_of_its_own_is_judged_by_that() -> None:
    test = uploaded(recording('{"a":"x"}', text=asking_for(OWN)))
    assert "It fits **mine**" in said(test)
    assert rows(test) == {"a": "Valid"}


def test_a_recording_without_times_shows_dashes_and_its_events() -> None:
    test = uploaded(recording('{"a":"x"}', text=asking_for(OWN), timed=False))
    assert figure(test, "First field") == "–"
    assert figure(test, "Fields") == "1 of 1"
    assert "`2\u00a0" in next(one.value for one in test.markdown if one.value.startswith("| Field |"))


def test_a_stream_whose_request_is_unknown_is_shown_without_a_shape() -> None:
    test = uploaded(frames(*numbered(events('{"q":[{"b":1},{"b":2}]}')[1:])), "stream.sse")
    assert verdict(test) == "JSON"
    assert set(rows(test)) == {"q", "q[0]", "q[0].b", "q[1]", "q[1].b"}
    assert test.dataframe[-1].value["b"].tolist() == [1, 2]


def test_a_downloaded_run_opens_again_as_it_was(upstream: Upstream) -> None:
    test = streamed(opened("Invoice"))
    again = uploaded("".join(save(run_of(test).recording())).encode())
    assert (verdict(again), figure(again, "Fields")) == ("Valid", "4 of 4")
    assert rows(again) == rows(test)


def test_a_recording_with_an_odd_schema_does_not_break_the_page() -> None:
    test = opened(language="Python with Pydantic")
    seen = set()
    for schema in ODD:
        test.session_state["structured.tab"] = "Code"
        uploaded(recording('{"a":"' + "x" * 40 + '","b":1}', text=asking_for(schema)), test=test)
        seen.add(test.session_state["structured.run"])
        turned(test, "Fields")
    assert len(seen) == len(ODD)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_values_do_not_break_the_page(text: str) -> None:
    value = {text: text, "rows": [{text: text, "in": {text: 1}}, {text: [text]}], "more": [{"x": text}, {"x": 10**25}]}
    schema = {"type": "object", "title": text, "properties": {"more": {"const": text}}}
    test = uploaded(recording(json.dumps(value), text=asking_for(schema, text)))
    assert verdict(test) == "Invalid"
    for kind in ("markdown", "caption"):
        shown = [one.value for one in test.get(kind) if not one.value.startswith("| Field |")]
        assert not [one for one in shown if "![](" in one]
    test.segmented_control(key="structured.fields_as").set_value("Steps")
    test.segmented_control(key="structured.list").set_value(1)
    assert len(turned(test, "Code").dataframe[-1].value) == 2


def test_any_text_has_a_verdict_or_none_and_never_a_traceback(upstream: Upstream) -> None:
    test = opened()
    for text in ("", " ", "7", '"a"', "null", "[]", "{}", "NaN", "{" * 200, '{"a":' + "9" * 5000 + "}", "No."):
        upstream.answer = answering(text, 2000)
        assert verdict(streamed(test)) == ("Invalid" if text.strip() else "")


def test_a_list_that_the_next_run_lacks_is_no_longer_chosen(upstream: Upstream) -> None:
    upstream.answer = answering({"a": [{"x": 1}], "b": [{"y": 2}], "c": [{"z": 3}]})
    test = streamed(opened())
    test.segmented_control(key="structured.list").set_value(2)
    sound(test.run())
    assert test.dataframe[-1].value.columns.tolist() == ["z"]
    upstream.answer = answering({"a": [{"x": 1}], "b": [{"y": 2}]})
    assert streamed(test).dataframe[-1].value.columns.tolist() in (["x"], ["y"])


def test_thousands_of_fields_are_drawn_in_part(upstream: Upstream) -> None:
    upstream.answer = answering({f"f{at}": at for at in range(3000)}, 4000)
    test = streamed(opened())
    assert "The first 200 of 3,006 fields" in said(test)
    assert len(rows(test)) == 200


# The tabs.


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows_a_run_and_the_page_before_one(upstream: Upstream, tab: str) -> None:
    test = streamed(opened(tab=tab))
    shown = {
        "Fields": "| Field |",
        "Events": "Click one to see its JSON.",
        "Timeline": "is overhead",
        "Snapshot": "output_text",
        "Raw": "event: response.completed",
        "Code": "client.responses.create",
        "Source": "class ProductAnalysis(BaseModel):",
    }
    assert shown[tab] in said(test)


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_the_code_tab_reads_the_answer_into_the_model(name: str) -> None:
    test = opened(name, tab="Code", language="Python with Pydantic")
    (code,) = [one.value for one in test.code if "client.responses.create" in one.value]
    assert f"class {name}(BaseModel):" in code
    assert f"{name}.model_validate_json(text)" in code
    compile(code, "code", "exec")


def test_the_fields_over_time_are_a_chart_a_table_of_fields_or_of_steps(upstream: Upstream) -> None:
    test = streamed(opened("Invoice"))
    kinds = list(test.segmented_control(key="structured.fields_as").options)
    assert kinds[0] == CHART
    assert len(test.get("vega_lite_chart")) == 1
    test.segmented_control(key="structured.fields_as").set_value("Fields")
    table = sound(test.run()).dataframe[0].value
    assert table["Field"].tolist()[:3] == ["number", "customer", "lines"]
    assert set(table["State"]) == {"Valid"}
    test.segmented_control(key="structured.fields_as").set_value("Steps")
    table = sound(test.run()).dataframe[0].value
    assert table["Step"].tolist()[:2] == ["opened", "valid"]


def test_a_failed_run_says_so_and_can_be_sent_again(upstream: Upstream) -> None:
    def broken(asked: Asked) -> Iterator[Step]:
        yield opening()
        yield delta('{"product_name": "Kes')

    upstream.answer = broken
    test = streamed(opened())
    assert "Ended early" in said(test)
    assert verdict(test) == "Cut off"
    assert rows(test)["product_name"] == "Cut off"
    upstream.answer = answering(INVOICE)
    streamed(shaped(test, "Invoice"))
    assert verdict(test) == "Valid"
