"""A request -> the items that answer it.

Where tools are offered that fit the prompt it calls them, and then answers from their outputs. A question about the
Responses API is answered from what the simulator knows. To anything else it says that it has no model, repeats what it
was asked, and describes the very stream that it is sending.
"""

import re
from typing import Literal

from lib.simulator.body import Body
from lib.simulator.calls import calls_of
from lib.simulator.emit import emit
from lib.simulator.history import calls_made
from lib.simulator.ids import Ids
from lib.simulator.items import Call, Item, Message, sent
from lib.simulator.outputs import told
from lib.simulator.pace import Pace
from lib.simulator.prose import tokens
from lib.simulator.prose.description import BRIEF, SENTENCES, Stream, Telling
from lib.simulator.prose.draft import Draft, draft_for
from lib.simulator.prose.figures import BLOCKS
from lib.simulator.prose.knowledge import SECTIONS, Section, relevant
from lib.simulator.prose.ledger import Ledger
from lib.simulator.prose.opening import NO_MODEL, introduction, no_model, notes
from lib.simulator.prose.reasoning import reasoning_of
from lib.simulator.prose.thinking import thinking_of_calls, thinking_of_outputs
from lib.simulator.prose.wish import Wish, wish_of
from lib.simulator.schemas.text_format import text_format
from lib.simulator.structured import check_answerable, refusal, structured

MOST_SENTENCES = 1000
FEW = 40  # tokens or words that are too few for a sentence about this stream


def answer(body: Body, ids: Ids, pace: Pace) -> list[Item]:
    """The items of the response; the same for the same body, ids and pace."""
    found = text_format(body.given)
    if found:
        check_answerable(body, found)
    if calls := calls_of(body, ids.digits):
        kinds: dict[str, Literal["function_call", "custom_tool_call"]]
        kinds = {"function": "function_call", "custom": "custom_tool_call"}
        items = [
            Call(
                id=ids.of("fc" if call.tool.kind == "function" else "ctc", number),
                call_id=ids.of("call", number),
                name=call.tool.name,
                deltas=tuple(tokens.split(call.sent)),
                kind=kinds[call.tool.kind],
            )
            for number, call in enumerate(calls)
        ]
        return [*thinking_of_calls(body, ids, calls), *items]
    if found:
        return structured(body, found, ids)
    if body.flaw == "refusal":
        return refusal(ids)
    if made := calls_made(body.messages):
        return [*thinking_of_outputs(body, ids, made), Message(ids.of("msg"), tuple(tokens.split(told(made))))]
    return described(body, ids, pace)


def described(body: Body, ids: Ids, pace: Pace) -> list[Item]:
    """A text: what is known about the API, or a description of this very stream."""
    wish = whole_wish(body)
    sections = [] if wish.work or wish.own_stream else relevant(body.prompt)
    before = reasoning_of(body, ids, wish, sections)
    types = events_before_text(before, pace)
    stream = Stream(
        ledger=Ledger(first_event=len(types), slots=sent(before)),
        message_id=ids.of("msg"),
        output_index=len(before),
        pace=pace,
        padded=body.within("stream_options", "include_obfuscation") is not False,
        reasoning_tokens=sum(item.tokens for item in before),
    )
    draft = draft_for(wish, body.within("text", "verbosity") or "medium", stream.ledger)
    lead = "" if sections or wish.own_stream else no_model(body, wish)
    if wish.unit == "sentences":
        write_sentences(draft, stream, wish.amount or 1, sentences_of(sections) or [lead])
    else:
        write_text(
            draft,
            stream,
            wish,
            sections,
            [lead, notes(body, wish, honoured=bool(sections))],
            introduction(stream, types),
        )
    return [*before, Message(stream.message_id, tuple(stream.ledger.deltas))]


def whole_wish(body: Body) -> Wish:
    """What the prompt asks for, and where it says nothing, what the instructions do."""
    prompt, above = wish_of(body.prompt), wish_of(body.instructions)
    length = prompt if prompt.amount or prompt.size else above
    return Wish(
        amount=length.amount,
        unit=length.unit,
        size=length.size,
        language=prompt.language or above.language,
        work=prompt.work,
        form=prompt.form or above.form,
        own_stream=prompt.own_stream,
    )


def events_before_text(before: list[Item], pace: Pace) -> list[str]:
    """The types of the events that come before the first delta of a message after these items."""
    types = []
    for event in emit({"created_at": 0, "max_output_tokens": None}, [*before, Message("", ("",))], 0, pace):
        if event["type"] == "response.output_text.delta":
            break
        types.append(event["type"])
    return types


def write_text(draft: Draft, stream: Stream, wish: Wish, sections: list[Section], first: list[str], about: str) -> None:
    """Blocks until the length is reached: what comes first, what is known, then what there is to say about
    this stream.
    """
    lead, _ = first
    draft.write(" ".join(filter(None, first))) or draft.write(lead) or draft.write(lead and NO_MODEL)
    others = [section for section in SECTIONS if section not in sections] if draft.exact or wish.size == "long" else []
    for section in [*sections, *others] if sections else []:
        if not draft.done:
            write_section(draft, section, wish)
    if not draft.ledger.deltas and (sections or lead or draft.length < FEW):
        draft.cut(sections[0].gist if sections else lead or about)
    if sections and draft.left > 150 and not draft.done and not draft.plain:
        draft.write("## This very stream")
    if not draft.done:
        draft.write(about)
    describe(draft, stream)
    if sections and not draft.exact:
        tell(draft, stream, SENTENCES[0])
    draft.finish()


def write_section(draft: Draft, section: Section, wish: Wish) -> None:
    """A section's heading and gist, then its blocks, first those of the form that was asked for."""
    heading = "" if draft.plain or draft.length < 120 else f"## {section.title}\n\n"
    if not draft.write(heading + section.gist):
        return
    for block in sorted(section.blocks, key=lambda block: wish.form not in (None, kind(block))):
        if not draft.done and (kind(block) is None or not draft.plain):
            draft.write(block)


def kind(block: str) -> str | None:
    """The form of a Markdown block, None for a paragraph."""
    forms = {"|": "table", "- ": "list", "1. ": "list", "```": "code"}
    return next((form for mark, form in forms.items() if block.startswith(mark)), None)


def describe(draft: Draft, stream: Stream) -> None:
    """Paragraphs about this very stream, and between them tables, lists and events, until the length is
    reached.
    """
    turn = 0
    while not draft.done:
        before = draft.written
        if not draft.plain and draft.left > 250:
            draft.write(f"### From event {stream.ledger.event(draft.next_delta()):,} on")
        begun = False
        for step in range(3):
            begun = tell(draft, stream, SENTENCES[(3 * turn + step) % len(SENTENCES)], new_block=not begun) or begun
        if not draft.plain and draft.left > 60:
            tell(draft, stream, BLOCKS[turn % len(BLOCKS)])
        turn += 1
        if draft.written == before and not any(tell(draft, stream, telling) for telling in (*SENTENCES, *BRIEF)):
            break


def tell(draft: Draft, stream: Stream, telling: Telling, new_block: bool = True) -> bool:
    """Write what there is to tell, if it fits; tells whether it did."""
    return draft.write(telling(stream, draft.next_delta(new_block)), new_block)


def sentences_of(sections: list[Section]) -> list[str]:
    """The sections in sentences, each one's gist before the rest."""
    paragraphs = [text for section in sections for text in (section.gist, *section.blocks) if kind(text) is None]
    return [sentence for text in paragraphs for sentence in re.split(r"(?<=[.!?])\s+", text)]


def write_sentences(draft: Draft, stream: Stream, amount: int, first: list[str]) -> None:
    """So many sentences: what comes first, then what there is to say about this stream."""
    known = [sentence for sentence in first if sentence][:amount]
    for number in range(min(amount, MOST_SENTENCES)):
        new_block = number % 5 == 0
        if number < len(known):
            draft.write(known[number], new_block)
        else:
            at = draft.next_delta(new_block)
            told = (SENTENCES[(number + turn) % len(SENTENCES)](stream, at) for turn in range(len(SENTENCES)))
            draft.write(next(filter(None, told)), new_block)
