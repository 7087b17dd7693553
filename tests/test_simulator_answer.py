"""What the simulator says: its length, its honesty, and the truth of all that it tells about its stream."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.simulator.answer import answer
from lib.simulator.body import read
from lib.simulator.emit import emit
from lib.simulator.ids import seeded_ids
from lib.simulator.pace import USUAL, Pace
from lib.simulator.prose import tokens
from lib.simulator.prose.knowledge import SECTIONS, relevant
from lib.simulator.prose.wish import wish_of
from lib.simulator.response import input_tokens, opening

REASONING: dict[str, Any] = {"model": "sim-1-reasoning", "reasoning": {"effort": "high", "summary": "auto"}}


def stream(prompt: str, pace: Pace = USUAL, **fields: Any) -> list[tuple[float, dict[str, Any]]]:
    """The events of the answer to a prompt, with the times at which they are due."""
    body = read(json.dumps({"model": "sim-1", "input": prompt, **fields}).encode())
    ids = seeded_ids(body.given, "test")
    hidden = body.within("stream_options", "include_obfuscation") is False
    padding = None if hidden else "x" * 64
    events = emit(opening(body, ids), answer(body, ids, pace), input_tokens(body), pace, padding)
    return list(pace.timed(events, ids.key))


def text(prompt: str, **fields: Any) -> str:
    """The text of the answer to a prompt."""
    return "".join(event["delta"] for _, event in stream(prompt, **fields) if is_text_delta(event))


def is_text_delta(event: dict[str, Any]) -> bool:
    return bool(event["type"] == "response.output_text.delta")


def number(match: str) -> int:
    return int(match.replace(",", ""))


@settings(max_examples=60, deadline=None)
@given(
    amount=st.integers(1, 1200),
    prompt=st.sampled_from(["Describe this stream in {} tokens", "What is a delta? {} tokens", "Paris in {} tokens"]),
)
def test_a_length_in_tokens_is_met_to_the_token(amount: int, prompt: str) -> None:
    said = text(prompt.format(amount))
    assert tokens.count(said) == amount


@settings(max_examples=60, deadline=None)
@given(
    amount=st.integers(1, 600),
    prompt=st.sampled_from(["Describe this stream in {} words", "What is SSE, in {} words?", "Paris in {} words"]),
)
def test_a_length_in_words_is_met_to_the_word(amount: int, prompt: str) -> None:
    assert len(text(prompt.format(amount)).split()) == amount


@pytest.mark.parametrize("amount", [10_000, 20_000])
@pytest.mark.parametrize("prompt", ["Describe this stream in {} tokens", "Explain streaming in {} tokens"])
def test_long_answers_are_as_long_as_asked_and_never_repeat_a_paragraph(prompt: str, amount: int) -> None:
    said = text(prompt.format(amount))
    assert tokens.count(said) == amount
    blocks = said.split("\n\n")
    assert len(blocks) == len(set(blocks))


def test_a_longest_answer_has_an_end_and_says_so() -> None:
    said = text("Tell me about Paris in 9,000,000 tokens")
    assert tokens.count(said) == 32_000
    assert "You asked for 9,000,000 tokens. I stop at 32,000." in said


@pytest.mark.parametrize("amount", [1, 2, 3, 12])
@pytest.mark.parametrize(
    "prompt", ["What is a delta? {} sentences", "Describe this stream in {} sentences", "Hi! {} sentences"]
)
def test_a_number_of_sentences_is_kept(prompt: str, amount: int) -> None:
    said = text(prompt.format(amount).replace("1 sentences", "one sentence"))
    outside_quotes = re.sub(r"`[^`]*`", "", said)
    assert len(re.findall(r"[.!?](?=\s|$)", outside_quotes)) == amount


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("What is a delta?", "Deltas and done events"),
        ("Explain server-sent events", "Streaming over server-sent events"),
        ("How do I stop a stream?", "Stopping a stream"),
        ("What is previous_response_id for?", "Conversations and stored responses"),
        ("Why is there an obfuscation field?", "Obfuscation"),
        ("How does a reasoning summary stream?", "Reasoning items and summaries"),
        ("What are function call arguments?", "Function calls and their arguments"),
        ("How do I read rate limit headers?", "Headers and rate limits"),
        ("Which events does a stream have?", "The life of a response, event by event"),
    ],
)
def test_a_question_about_the_api_is_answered_from_the_section_about_it(prompt: str, title: str) -> None:
    assert relevant(prompt)[0].title == title
    assert text(prompt).startswith(f"## {title}\n\n")
    assert "simulator" not in text(prompt)


def test_every_section_can_be_found_by_its_own_title_or_names() -> None:
    for section in SECTIONS:
        assert section in relevant(f"Tell me about {section.names[0]} and {section.names[1]}")


@pytest.mark.parametrize(
    "prompt", ["Write a haiku about rain", "Hello", "Tell me a joke about server-sent events", "", "日本語で"]
)
def test_to_any_other_prompt_it_says_that_it_has_no_model_and_repeats_what_was_asked(prompt: str) -> None:
    said = text(prompt)
    assert said.startswith("I am a simulator and have no model")
    assert prompt in said


def test_it_names_the_work_the_language_and_the_length_that_it_was_asked_for() -> None:
    said = text("Write a poem in German in 120 words", instructions="Always answer as a list. Be brief.")
    assert "I can't write a poem" in said
    assert "You asked for 120 words in German." in said
    assert "Your instructions ask for a short answer as a list." in said
    assert "I have English only." in said


def test_a_developer_message_states_the_length_when_the_prompt_does_not() -> None:
    messages = [{"role": "developer", "content": "Answer in 40 words."}, {"role": "user", "content": "Hello"}]
    said = "".join(event["delta"] for _, event in stream("", input=messages) if is_text_delta(event))
    assert len(said.split()) == 40


def test_what_it_can_not_honour_is_said() -> None:
    tool = {"type": "function", "name": "get_weather", "parameters": {}}
    said = text("Hi", tools=[tool], conversation="conv_1", background=True)
    for part in (
        "`get_weather`",
        "call none",
        "no conversation objects",
        "no background mode",
    ):
        assert part in said


def test_a_prompt_is_quoted_where_nothing_in_it_is_markdown() -> None:
    said = text("![x](http://x.example/?leak=1) `a` # b\n\n- c")
    assert "`![x](http://x.example/?leak=1) 'a' # b - c`" in said


def test_verbosity_and_size_decide_the_length() -> None:
    lengths = [tokens.count(text("What is a delta?", text={"verbosity": v})) for v in ("low", "medium", "high")]
    assert lengths == sorted(lengths)
    assert lengths[0] < 110 < 150 <= lengths[1] <= 250 < lengths[2]
    assert tokens.count(text("What is a delta? Briefly")) < lengths[1]
    assert tokens.count(text("What is a delta? In detail")) > lengths[2]


def test_a_form_that_is_asked_for_comes_first() -> None:
    assert "gist" not in text("What is a delta? as a table")
    blocks = text("What is a delta? as a table").split("\n\n")
    assert blocks[2].startswith("| ")


def test_effort_and_summary_decide_the_reasoning() -> None:
    def parts(**fields: Any) -> int | None:
        final = stream("Hello", **fields)[-1][1]["response"]["output"][0]
        return len(final["summary"]) if final["type"] == "reasoning" else None

    assert parts() is None
    assert parts(reasoning={"summary": "auto"}) is None
    assert parts(model="sim-1-reasoning") == 0
    assert parts(model="sim-1-reasoning", reasoning={"effort": "minimal", "summary": "auto"}) is None
    assert parts(model="sim-1-reasoning", reasoning={"summary": "auto"}) == 2
    assert parts(reasoning={"effort": "high", "summary": "detailed"}) == 3
    assert parts(reasoning={"effort": "high", "summary": "concise"}) == 1


@pytest.mark.parametrize(
    "fields",
    [{}, REASONING, {"model": "sim-1-reasoning"}, {"stream_options": {"include_obfuscation": False}}],
    ids=["plain", "reasoning", "hidden reasoning", "no obfuscation"],
)
@pytest.mark.parametrize(
    "prompt", ["Describe this stream in {} tokens", "Explain events in {} tokens", "Grüße, 雨! {} tokens"]
)
@pytest.mark.parametrize("amount", [300, 8000])
def test_all_that_it_says_about_its_own_stream_is_true(prompt: str, amount: int, fields: dict[str, Any]) -> None:
    pace = Pace(0.25, 37)
    timed = stream(prompt.format(amount), pace, **fields)
    told = check_claims(timed)
    if amount == 8000 and "events" not in prompt:
        missing = set(CLAIMS) - told
        assert missing <= ({"padded"} if "stream_options" in fields else {"unpadded"})


CLAIMS = {
    "place": r"This sentence begins with delta ([\d,]+), which is event ([\d,]+), after ([\d,]+) characters",
    "example": r'Delta ([\d,]+) was `(".*?")`; it is event ([\d,]+) and stands after ([\d,]+) characters',
    "clock": r"delta ([\d,]+) is due no sooner than ([\d.,]+) s after",
    "spaces": r"Of the ([\d,]+) deltas before this sentence, ([\d,]+) begin with a space",
    "padded": r"Delta ([\d,]+) has (\d+) characters, so its obfuscation has (\d+):",
    "unpadded": r"Delta ([\d,]+) has (\d+) characters and no obfuscation",
    "size": r"Up to here the deltas add up to ([\d,]+) characters, which are ([\d,]+) bytes",
    "block": r"took deltas ([\d,]+) to ([\d,]+) for ([\d,]+) characters, or ([\d.]+) characters a delta",
    "distance": r'beginning of delta ([\d,]+), `(".*?")`, to that of delta ([\d,]+), `(".*?")`, it is ([\d,]+) char',
    "bill": r"Had the response ended before this sentence, it would be billed for ([\d,]+) output tokens",
    "commonest": r'Among the deltas that are words, none came more often than `(".*?")`: ([\d,]+) times in ([\d,]+)',
    "short": r"([\d,]+) of the first ([\d,]+) deltas are a single character, and ([\d,]+) have two",
    "stopped": r"Stopped just before this sentence, you would keep ([\d,]+) deltas, and event ([\d,]+) would",
    "longest": r'No delta of the ([\d,]+) so far is longer than number ([\d,]+), `(".*?")`: (\d+) char',
    "sample": r'- Event ([\d,]+) carried delta ([\d,]+), `(".*?")`, and was due no sooner than ([\d.,]+) s',
    "json": r"```json\n(\{\n \"type\": \"response\.output_text\.delta\".*?\n\})\n```",
    "rows": r"(?<=\n)\| ([\d,]+) to ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|",
    "lengths": r"Deltas of the first ([\d,]+) \|\n\|---\|---\|\n((?:\| \d+ \| [\d,]+ \|\n?)+)",
    "heading": r"### From event ([\d,]+) on",
    "first": r"Its first delta is event ([\d,]+) of the stream, counted from 0. The ([\d,]+) events before",
}


def check_claims(timed: list[tuple[float, dict[str, Any]]]) -> set[str]:
    """Hold every claim in the text against the stream; gives the names of the claims that were found."""
    sent = [(due, event) for due, event in timed if is_text_delta(event)]
    deltas = [event["delta"] for _, event in sent]
    said = "".join(deltas)
    starts = [0]
    for delta in deltas:
        starts.append(starts[-1] + len(delta))
    usage = timed[-1][1]["response"]["usage"]
    found = set()
    for name, pattern in CLAIMS.items():
        for match in re.finditer(pattern, said, re.DOTALL):
            found.add(name)
            here = starts.index(match.start()) if match.start() in starts else None
            before = deltas[: sum(start <= match.start() for start in starts[1:])]
            if here is None and match.start() and said[match.start() - 1] == " ":
                here = starts.index(match.start() - 1)
            value: Any = [part if part[:1] in '"{|' else part.replace(",", "") for part in match.groups()]
            check_claim(name, value, sent, deltas, starts, here, before, usage, timed)
    return found


def check_claim(
    name: str, value: Any, sent: Any, deltas: Any, starts: Any, here: Any, before: Any, usage: Any, timed: Any
) -> None:
    match name:
        case "place":
            assert int(value[0]) == here + 1
            assert sent[here][1]["sequence_number"] == int(value[1])
            assert starts[here] == int(value[2])
        case "example":
            at = int(value[0]) - 1
            assert deltas[at] == json.loads(value[1])
            assert (sent[at][1]["sequence_number"], starts[at]) == (int(value[2]), int(value[3]))
        case "clock":
            assert sent[int(value[0]) - 1][0] >= float(value[1])
        case "spaces":
            assert len(before) == int(value[0])
            assert sum(delta.startswith(" ") for delta in before) == int(value[1])
        case "padded":
            event = sent[int(value[0]) - 1][1]
            assert (len(event["delta"]), len(event["obfuscation"])) == (int(value[1]), int(value[2]))
            assert (len(event["delta"]) + len(event["obfuscation"])) % 16 == 0
        case "unpadded":
            event = sent[int(value[0]) - 1][1]
            assert len(event["delta"]) == int(value[1])
            assert "obfuscation" not in event
        case "size":
            written = "".join(before)
            assert (len(written), len(written.encode())) == (int(value[0]), int(value[1]))
        case "block":
            block = "".join(deltas[int(value[0]) - 1 : int(value[1])])
            assert len(block) == int(value[2])
            assert f"{len(block) / (int(value[1]) - int(value[0]) + 1):.2f}" == value[3]
            assert not block.startswith("\n")
            assert deltas[int(value[1])] == "\n\n"
        case "distance":
            one, other = int(value[0]) - 1, int(value[2]) - 1
            assert (deltas[one], deltas[other]) == (json.loads(value[1]), json.loads(value[3]))
            assert starts[other] - starts[one] == int(value[4])
        case "bill":
            assert usage["output_tokens_details"]["reasoning_tokens"] + len(before) == int(value[0])
        case "commonest":
            words = [delta for delta in before if delta.strip().isalpha()]
            assert (words.count(json.loads(value[0])), len(before)) == (int(value[1]), int(value[2]))
            assert max(words.count(word) for word in set(words)) == int(value[1])
        case "short":
            first = deltas[: int(value[1])]
            assert [sum(len(delta) == n for delta in first) for n in (1, 2)] == [int(value[0]), int(value[2])]
        case "stopped":
            assert len(before) == int(value[0])
            assert sent[len(before) - 1][1]["sequence_number"] == int(value[1])
        case "longest":
            first = deltas[: int(value[0])]
            assert deltas[int(value[1]) - 1] == json.loads(value[2])
            assert max(map(len, first)) == int(value[3]) == len(json.loads(value[2]))
        case "sample":
            due, event = sent[int(value[1]) - 1]
            assert (event["sequence_number"], event["delta"]) == (int(value[0]), json.loads(value[2]))
            assert due >= float(value[3])
        case "json":
            shown = json.loads(value[0])
            event = timed[shown["sequence_number"]][1]
            assert shown.items() <= event.items()
        case "rows":
            first, last = int(value[0]), int(value[1])
            between = [event["delta"] for _, event in timed[first : last + 1]]
            assert (len(between), len("".join(between))) == (int(value[2]), int(value[3]))
        case "lengths":
            rows = [line.strip("| \n").split(" | ") for line in value[1].strip().split("\n")]
            first = deltas[: int(value[0])]
            assert {int(size): number(n) for size, n in rows} == {
                size: sum(len(delta) == size for delta in first) for size in set(map(len, first))
            }
        case "heading":
            assert sent[here][1]["sequence_number"] == int(value[0])
        case "first":
            assert sent[0][1]["sequence_number"] == int(value[0]) == int(value[1])


@pytest.mark.parametrize("unit", ["tokens", "words"])
def test_the_countdown_says_how_much_follows_each_of_its_numbers(unit: str) -> None:
    counted = 0
    for amount in range(60, 140):
        said = text(f"Hello in {amount} {unit}")
        for match in re.finditer(r"(?<= )\d+", said.partition("left after each number:")[2]):
            rest = said[said.index("left after each number:") + 23 :][match.end() :]
            assert int(match[0]) == (tokens.count(rest) if unit == "tokens" else len(rest.split()) - (rest == "."))
            counted += 1
    assert counted > 100


def test_the_same_request_and_seed_give_the_same_events() -> None:
    assert stream("Hello", **REASONING) == stream("Hello", **REASONING)


@given(st.text())
def test_the_pieces_of_a_text_are_the_text(anything: str) -> None:
    assert "".join(tokens.split(anything)) == anything


def test_pieces_of_english_are_about_four_characters() -> None:
    prose = " ".join(section.gist for section in SECTIONS)
    assert 3.8 < len(prose) / tokens.count(prose) < 5.2


@pytest.mark.parametrize(
    ("prompt", "amount", "unit"),
    [
        ("in 1,000 tokens", 1000, "tokens"),
        ("a 50-word text", 50, "words"),
        ("in one short sentence", 1, "sentences"),
        ("say it in three sentences.", 3, "sentences"),
        ("what is a token?", None, None),
        ("one token at a time", None, None),
        ("in a word", None, None),
    ],
)
def test_a_stated_length_is_read(prompt: str, amount: int | None, unit: str | None) -> None:
    wish = wish_of(prompt)
    assert (wish.amount, wish.unit) == (amount, unit)
