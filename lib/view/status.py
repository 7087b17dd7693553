"""A run's status, or a call's state, as a badge: icon, word, colour."""

from typing import Final, Literal

from lib.protocol.call import CallState
from lib.protocol.run import FoldedRun, Status

BADGES: Final[dict[Status, tuple[str, str, str]]] = {
    "ready": ("circle", "Ready", "gray"),
    "queued": ("hourglass_empty", "Queued", "gray"),
    "connecting": ("more_horiz", "Connecting", "gray"),
    "streaming": ("play_circle", "Streaming", "blue"),
    "running": ("settings", "Running", "violet"),
    "awaiting_approval": ("front_hand", "Awaiting approval", "orange"),
    "completed": ("check_circle", "Completed", "green"),
    "incomplete": ("rule", "Incomplete", "orange"),
    "failed": ("error", "Failed", "red"),
    "ended_early": ("link_off", "Ended early", "orange"),
    "stopped": ("stop_circle", "Stopped", "gray"),
}


CALLS: Final[dict[str, tuple[str, str, str]]] = {
    "streaming": BADGES["streaming"],
    "ready": BADGES["ready"],
    "awaiting_approval": BADGES["awaiting_approval"],
    "running": BADGES["running"],
    "retrying": ("replay", "Retrying", "orange"),
    "completed": BADGES["completed"],
    "failed": BADGES["failed"],
    "declined": ("block", "Declined", "gray"),
}


AWAITING_EVENT: Final = ":gray-badge[:material/more_horiz: Awaiting event]"


def run_badge(run: FoldedRun) -> str:
    """The badge of a run: from its headers to its first event it is connected already."""
    return AWAITING_EVENT if run.status == "connecting" and run.headers else badge(run.status)


def call_badge(state: CallState | Literal["retrying"]) -> str:
    """The badge of a call's state; a call that runs again is retrying."""
    icon, word, colour = CALLS[state]
    return f":{colour}-badge[:material/{icon}: {word}]"


def badge(status: Status) -> str:
    """The badge in Markdown."""
    icon, word, colour = BADGES[status]
    return f":{colour}-badge[:material/{icon}: {word}]"
