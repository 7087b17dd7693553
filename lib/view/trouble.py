"""How a run ended, where it did not simply complete: what happened, what to do, the server's words, the request id."""

from streamlit.delta_generator import DeltaGenerator

from lib.protocol.run import FoldedRun
from lib.view.inert import plain, valid

REASONS = {
    "max_output_tokens": "it reached the limit of output tokens. Raise it in Settings to let it finish.",
    "content_filter": "the server's content filter cut it.",
}


def draw_trouble(place: DeltaGenerator, run: FoldedRun) -> None:
    """Nothing for a completed run; else a box under what had arrived."""
    snapshot, trouble = run.snapshot, run.trouble or {}
    if run.status == "stopped":
        place.caption(f":material/stop_circle: You stopped it here. {count(run)} kept.")
    elif run.status == "incomplete":
        details = snapshot.fields.get("incomplete_details")
        reason = str(details.get("reason", "")) if isinstance(details, dict) else ""
        why = REASONS.get(reason, f"the server gives the reason {plain(reason) or 'unknown'}.")
        place.warning(f"The response is incomplete: {why}", icon=":material/rule:")
    elif run.status == "ended_early":
        place.warning(says(trouble), icon=":material/link_off:", title=plain(str(trouble.get("message", ""))))
        words(place, "", run)
    elif run.status == "failed":
        error = snapshot.error or {}
        title = trouble.get("message") or "The server ended this response with an error."
        place.error(says(trouble) or "What had arrived is kept.", icon=":material/error:", title=plain(str(title)))
        code = trouble.get("code") or error.get("code") or ""
        own = trouble.get("words") or error.get("message") or ""
        words(place, f"{code}: {own}" if code and own else str(code or own), run)


def says(trouble: dict[str, object]) -> str:
    """What to do."""
    return plain(str(trouble.get("advice", "")))


def words(place: DeltaGenerator, own: str, run: FoldedRun) -> None:
    """The server's own words, as inert text, and its name for the request."""
    lines = [valid(own)] if own else []
    if run.request_id:
        lines.append(f"request id {valid(run.request_id)}")
    if lines:
        place.code("\n".join(lines), language=None, wrap_lines=True)


def count(run: FoldedRun) -> str:
    """How many events a run kept, in words."""
    events = sum(turn.events for turn in run.turns)
    return "1 event was" if events == 1 else f"{events:,} events were"
