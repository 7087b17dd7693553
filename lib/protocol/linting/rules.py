"""The rules that a stream is checked by: their names, what each says, how much its breach matters."""

from collections.abc import Mapping
from typing import Final, Literal

Severity = Literal["broken", "odd", "note"]
"""broken: the protocol doesn't allow it, and a client may lose something. odd: not as documented, but harmless to
most clients. note: worth knowing."""

BROKEN: Final[Mapping[str, str]] = {
    "broken_frame": "Every frame carries a JSON object that has a type.",
    "encoding": "The bytes of a frame are UTF-8; the SDK raises where they aren't, and others lose characters.",
    "event_name": "The `event:` line of a frame names the type that its JSON has.",
    "unfinished_frame": "A frame ends with a blank line; browsers and the SDK drop the last one where it doesn't.",
    "missing_field": "An event has the fields that say what it adds, and to what.",
    "field_type": "A field has the type that the SDK declares.",
    "sequence_gap": "Sequence numbers count up by one: where a number is missing, an event was lost.",
    "sequence_repeat": "A sequence number comes once: where one comes again, a client may add its delta twice.",
    "sequence_disorder": "Sequence numbers come in order: where one comes late, texts are put together wrongly.",
    "created_missing": "A response begins with response.created.",
    "created_late": "Nothing of a response comes before its response.created.",
    "created_twice": "A response is created once.",
    "no_end": "A response ends with response.completed, response.incomplete or response.failed.",
    "second_end": "A response ends once.",
    "after_end": "Nothing comes after the end of the response: clients stop reading there.",
    "end_status": "The event that ends a response fits the status that the response has in it.",
    "response_id_changes": "A response keeps its id from response.created to its end.",
    "item_before_added": "An item is announced by response.output_item.added before any other event speaks of it.",
    "part_before_added": "A part is announced by its part.added before its text grows.",
    "item_id_changes": "The events at one output_index name one item_id: the id of the item there.",
    "id_reused": "An item id belongs to one item, and a call_id to one call: outputs find their call by it.",
    "item_changes": "An item keeps its type, role, name and call_id from its added to the final response.",
    "wrong_type": "An event speaks of an item or a part of the type that it is for.",
    "index_reused": "An output_index belongs to one item.",
    "part_index_reused": "A content_index or summary_index belongs to one part of its item.",
    "item_open": "Every item is closed by its response.output_item.done before the response ends.",
    "part_open": "Every part is closed by its part.done before its item is.",
    "text_open": "What grew by deltas comes whole in its done event, before the part or item that holds it is closed.",
    "after_done": "Nothing is added to an item, part or text that is closed.",
    "delta_sum": "The deltas add up to the text that the done event has.",
    "annotation": "Each annotation is added once, at its own annotation_index, and the part.done has it so.",
    "part_differs": "The part.done has the text that its deltas and its done event had.",
    "item_differs": "The output_item.done has the texts and arguments that were streamed.",
    "final_differs": "The final response has the texts and arguments that were streamed.",
    "final_empty": "The output of the final response isn't empty if items came; some clients read nothing else.",
    "final_order": "The output of the final response has the items in the order of their output_index.",
    "final_lacks_item": "The final response has every item that was streamed.",
}
ODD: Final[Mapping[str, str]] = {
    "missing_detail": "An event has all fields that the SDK requires, those that most clients don't read too.",
    "unknown_type": "The type of an event or item is one that the SDK knows, or that servers were seen to send.",
    "field_value": "A field has one of the values that the SDK declares, where it declares them.",
    "sequence_missing": "Every event has a sequence number, if others have one.",
    "start_status": "Until its end a response is queued or in_progress, and the event that says so has that status.",
    "progress_order": "response.queued and response.in_progress come once, in this order, before the first item.",
    "response_changes": "A response keeps its model, created_at and previous_response_id.",
    "step_order": "The steps of a tool come in order: in_progress, what it does, then completed or failed.",
    "item_status": "An item that is closed is not in_progress any more.",
    "end_detail": "response.incomplete and response.failed say why, and response.completed has nothing to explain.",
    "index_jump": "Items take the next free output_index.",
    "part_index_jump": "Parts take the next free content_index or summary_index of their item.",
    "done_without_delta": "Texts come in deltas, annotations by their added, before they come whole; many read these.",
    "final_adds_item": "The final response has no item that was never streamed.",
    "final_id": "An item has the same id in the final response as in the stream.",
    "usage_sum": "In usage, the total is input plus output, and a detail is no more than what it is a part of.",
    "error_shape": "An error event is flat: `code`, `message` and `param` are its own fields.",
    "error_without_end": "An error is followed by response.failed.",
    "id_line": "Frames have no `id:` or `retry:` lines; they confuse the SDK.",
}
NOTES: Final[Mapping[str, str]] = {
    "outside_type": "The type is outside the SDK's union; it is known from servers that send it.",
    "unnumbered": "No event has a sequence number; such a stream can't be resumed, and a lost event isn't seen.",
    "sequence_start": "Sequence numbers begin at 0.",
    "resumed": "The stream begins in the middle of a response, as one that is resumed does.",
    "no_event_line": "The server sends no `event:` lines; a browser's EventSource needs them to tell types apart.",
    "comment": "The server sends comments, to keep the connection open.",
    "done_sentinel": "The server sends `[DONE]`, which OpenAI's Responses API doesn't.",
    "not_followed": "So many items or parts are not checked one by one.",
}

RULES: Final[Mapping[str, str]] = {**BROKEN, **ODD, **NOTES}
"""What each rule says, in one sentence."""


def severity_of(rule: str) -> Severity:
    """How much a breach of this rule matters."""
    return "broken" if rule in BROKEN else "odd" if rule in ODD else "note"
