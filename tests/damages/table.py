"""The table of all kinds of damage, each with the rule of lint that is meant to find it."""

from typing import Final

from lib.protocol.events import Event
from tests.damages import annotations, copies, final, frames, ids, items, life, parts, texts, usage
from tests.damages.damage import Damage
from tests.damages.edits import (
    altered,
    doubled,
    dropped,
    inserted,
    moved,
    reframed,
    removed,
    renumbered,
    replaced,
    shifted,
)
from tests.damages.numbers import numbers, swappable, unnumbered
from tests.damages.places import begins, carries_response, ends, has_id, middle, of, placed
from tests.damages.stream import sent, wire

DAMAGES: Final = (
    Damage("an event dropped", "sequence_gap", numbers(middle), lambda s, at: [*s[:at], *s[at + 1 :]]),
    Damage("an event doubled", "sequence_repeat", numbers(middle), lambda s, at: [*s[: at + 1], *s[at:]]),
    Damage(
        "two events swapped", "sequence_disorder", swappable, lambda s, at: [*s[:at], s[at + 1], s[at], *s[at + 2 :]]
    ),
    Damage("a number removed", "sequence_missing", numbers(middle), removed("sequence_number")),
    Damage("all numbers removed", "unnumbered", numbers(begins), unnumbered),
    Damage("numbers one higher", "sequence_start", numbers(begins), lambda s, at: renumbered(s, 1)),
    Damage("created dropped", "created_missing", begins, dropped),
    Damage("the beginning cut off", "resumed", numbers(middle), lambda s, at: s[at:]),
    Damage("created moved on", "created_late", begins, lambda s, at: moved(s, 0, 1)),
    Damage("created doubled", "created_twice", begins, doubled),
    Damage("the end dropped", "no_end", ends, lambda s, at: s[:at]),
    Damage("cut off in the middle", "no_end", middle, lambda s, at: s[: at + 1]),
    Damage("the end doubled", "second_end", ends, doubled),
    Damage("an event moved behind the end", "after_end", middle, lambda s, at: moved(s, at, len(s) - 1)),
    Damage("the end of another type", "end_status", ends, life.other_end),
    Damage("another response id at the end", "response_id_changes", ends, altered(life.renamed)),
    Damage("another total of tokens", "usage_sum", usage.with_usage, altered(usage.raised_total)),
    Damage("an error for the end", "error_without_end", ends, life.error_for_the_end),
    Damage("a nested error", "error_shape", ends, lambda s, at: inserted(s, at, life.NESTED)),
    Damage("a delta dropped", "delta_sum", texts.grows, dropped),
    Damage("a delta doubled", "delta_sum", texts.alone, doubled),
    Damage("a delta cut", "delta_sum", texts.grows, altered(texts.shortened)),
    Damage("a delta changed", "delta_sum", texts.alone, altered(texts.lengthened)),
    Damage("two deltas swapped", "delta_sum", texts.differs_from_next, texts.reversed_pair),
    Damage("a done changed", "delta_sum", texts.alone, texts.done_retold),
    Damage("all deltas dropped", "done_without_delta", texts.alone, texts.without_deltas),
    Damage("a part.done changed", "part_differs", copies.part_text, altered(copies.retold)),
    Damage("an item.done changed", "item_differs", copies.item_text, altered(copies.retold)),
    Damage("the final response changed", "final_differs", final.final_text, altered(final.retold_at_the_end)),
    Damage("an item.added dropped", "item_before_added", of("output_item.added"), dropped),
    Damage("a part.added dropped", "part_before_added", parts.announces_part, dropped),
    Damage("a done dropped", "text_open", texts.closes_early, dropped),
    Damage("a part.done dropped", "part_open", parts.closes_part, dropped),
    Damage("an item.done dropped", "item_open", items.open_item, dropped),
    Damage("a delta moved behind its done", "after_done", texts.alone, texts.moved_past_its_done),
    Damage("an item.done doubled", "after_done", of("output_item.done"), doubled),
    Damage("an item's output_index one higher", "index_jump", items.last_item, shifted("output_index", 0)),
    Damage("an item at the index of another", "index_reused", items.later_item, replaced("output_index", 0)),
    Damage("a part's content_index one higher", "part_index_jump", parts.one_part, shifted("content_index", 0)),
    Damage("a part.added doubled", "part_index_reused", parts.announces_part, doubled),
    Damage("another item_id", "item_id_changes", has_id, replaced("item_id", "it_other")),
    Damage("another call_id", "item_changes", items.call_done, altered(items.called_otherwise)),
    Damage(
        "a delta of another type",
        "wrong_type",
        of("output_text.delta", "function_call_arguments.delta"),
        texts.wrong_family,
    ),
    Damage("an unknown type", "unknown_type", middle, replaced("type", "response.of.no.such_type")),
    Damage("a keepalive", "outside_type", middle, lambda s, at: inserted(s, at, {"type": "keepalive"})),
    Damage("a delta without its delta", "missing_field", texts.alone, removed("delta")),
    Damage("an event without its output_index", "missing_field", placed, removed("output_index")),
    Damage("an event without its response", "missing_field", carries_response, removed("response")),
    Damage("an output_index that is text", "field_type", placed, replaced("output_index", "0")),
    Damage("a delta that is null", "field_type", texts.alone, replaced("delta", None)),
    Damage("a part without annotations", "missing_detail", annotations.typed_part, altered(annotations.bare)),
    Damage("an item taken from the final response", "final_lacks_item", final.items_of(2), altered(final.poorer)),
    Damage("an empty final response", "final_empty", final.items_of(1), altered(final.emptied)),
    Damage("an item more in the final response", "final_adds_item", final.whole_output, altered(final.richer)),
    Damage("another id in the final response", "final_id", final.items_of(1), altered(final.reidentified)),
    Damage("a frame cut", "broken_frame", wire, reframed(frames.cut_frame)),
    Damage("another event name", "event_name", frames.named_frame, reframed(frames.misnamed)),
    Damage("no event name", "no_event_line", frames.named_frame, reframed(frames.unnamed)),
    Damage("no type in the JSON", "missing_field", frames.named_frame, reframed(frames.untyped)),
    Damage("no blank line at the end", "unfinished_frame", ends, reframed(bytes.rstrip)),
    Damage("an id line", "id_line", wire, reframed(lambda raw: b"id: 1\n" + raw)),
    Damage("a comment", "comment", wire, lambda s, at: [*s[:at], *sent([Event(None, b": ping\n\n")]), *s[at:]]),
    Damage("a byte that isn't UTF-8", "encoding", wire, reframed(lambda raw: frames.said(raw, b'"x":"\xff"'))),
    Damage("a NaN", "broken_frame", wire, reframed(lambda raw: frames.said(raw, b'"x":NaN'))),
    Damage("an item with the id of another", "id_reused", ids.at_later_item("id"), ids.named_as_another("id")),
    Damage(
        "a call with the call_id of another", "id_reused", ids.at_later_item("call_id"), ids.named_as_another("call_id")
    ),
    Damage("an annotation that the part.done lacks", "annotation", annotations.text_closed, annotations.annotated(0)),
    Damage("two annotations at one index", "annotation", annotations.text_closed, annotations.annotated_otherwise),
    Damage(
        "an annotation after the part.done", "after_done", annotations.text_closed, annotations.annotated(0, late=True)
    ),
    Damage("an annotation before its part", "part_before_added", parts.message_part, annotations.annotated(0)),
    Damage(
        "an annotation in the part.done alone",
        "done_without_delta",
        annotations.text_closed,
        altered(annotations.annotation_unannounced),
    ),
    Damage(
        "a tool that completes before it begins",
        "step_order",
        items.later_item,
        items.steps("completed", "in_progress"),
    ),
    Damage(
        "a tool that begins twice", "step_order", of("output_item.added"), items.steps("in_progress", "in_progress")
    ),
    Damage("a summary part in a message", "wrong_type", parts.message_part, parts.summary_of_a_message),
    Damage("in_progress doubled", "progress_order", life.in_progress, doubled),
    Damage("in_progress after an item", "progress_order", life.in_progress, lambda s, at: moved(s, at, at + 1)),
    Damage("queued after in_progress", "progress_order", life.in_progress, life.queued),
    Damage("created and completed at once", "start_status", begins, life.response_with(status="completed")),
    Damage(
        "another model at the beginning", "response_changes", life.started("model"), life.response_with(model="m-0")
    ),
    Damage(
        "another time at the beginning",
        "response_changes",
        life.started("created_at"),
        life.response_with(created_at=1),
    ),
    Damage(
        "completed with an error", "end_detail", life.ended_as("completed"), life.response_with(error={"code": "no"})
    ),
    Damage(
        "completed with what it lacks",
        "end_detail",
        life.ended_as("completed"),
        life.response_with(incomplete_details={"reason": "max_output_tokens"}),
    ),
    Damage(
        "incomplete without a reason",
        "end_detail",
        life.ended_as("incomplete"),
        life.response_with(incomplete_details=None),
    ),
    Damage("an item.done in progress", "item_status", of("output_item.done"), items.item_with(status="in_progress")),
    Damage(
        "an item in progress at the end", "item_status", final.items_of(1), final.first_final_with(status="in_progress")
    ),
    Damage("a status that is none", "field_value", items.message_added, items.item_with(status="begun")),
    Damage("an item.done of another id", "item_id_changes", items.item_done, items.item_with(id="it_other")),
    Damage("an item.done of another type", "item_changes", items.item_done, items.item_with(type="file_search_call")),
    Damage("a done without its text", "missing_field", texts.text_done, removed("text")),
    Damage("the items of the final response reversed", "final_order", final.in_its_order, altered(final.reordered)),
    Damage("a part more in the final response", "final_differs", final.message_at_the_end, altered(final.another_part)),
    Damage("no parts in the final response", "final_differs", final.message_at_the_end, altered(final.without_text)),
    Damage("more reasoned than sent", "usage_sum", usage.detailed, altered(usage.more_reasoned)),
    Damage("a [DONE]", "done_sentinel", ends, lambda s, at: [*s, *sent([Event(None, b"data: [DONE]\n\n")])]),
)
