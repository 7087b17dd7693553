"""What the check of a structured output says, in a badge and a sentence."""

from lib.protocol.run import FoldedRun
from lib.protocol.structured import Structured
from lib.view.inert import plain
from lib.view.structured.field_states import error


def verdict(found: Structured, run: FoldedRun, shape: str) -> str:
    """Of a final text, in Markdown; "" before. `shape` names what it is to fit, "" for nothing."""
    view = found.view
    at = f" at #{found.ended.number}" if found.ended and found.ended.number is not None else ""
    if found.refusal:
        what = "after a part of the JSON, which is kept" if found.text else "so there is no JSON to check"
        return f":orange-badge[:material/block: Refused] The model refused, {what}."
    if not found.final:
        return ""
    if not found.text.strip():
        return ":gray[Nothing came that could be checked.]"
    if view.fits:
        odd = f" :orange[{error(view.trouble)}]" if view.trouble else ""
        return f":green-badge[:material/check: Valid] It fits **{plain(shape)}**, each field and the whole{at}.{odd}"
    if not view.complete and run.status != "completed":
        return f":orange-badge[:material/content_cut: Cut off] {error(view.trouble)} The value so far is kept."
    if view.fits is False or view.trouble:
        return f":red-badge[:material/close: Invalid] {error(view.trouble)}"
    return ":gray-badge[:material/check: JSON] The text is whole; there is no schema to check it against."


def checking(shape: str, *, begun: bool) -> str:
    """Before the end: what it is checked against."""
    against = f"Checked against **{plain(shape)}**" if shape else "Checked against no schema"
    return f":gray[{against}, field by field{' as it comes' if begun else ''}.]"
