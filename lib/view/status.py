"""A run's status as a badge: icon, word, colour."""

from typing import Final

from lib.protocol.run import Status

BADGES: Final[dict[Status, tuple[str, str, str]]] = {
    "ready": ("circle", "Ready", "gray"),
    "queued": ("hourglass_empty", "Queued", "gray"),
    "connecting": ("more_horiz", "Connecting", "gray"),
    "streaming": ("play_circle", "Streaming", "blue"),
    "awaiting_approval": ("front_hand", "Awaiting approval", "orange"),
    "completed": ("check_circle", "Completed", "green"),
    "incomplete": ("rule", "Incomplete", "orange"),
    "failed": ("error", "Failed", "red"),
    "ended_early": ("link_off", "Ended early", "orange"),
    "stopped": ("stop_circle", "Stopped", "gray"),
}


def badge(status: Status) -> str:
    """The badge in Markdown."""
    icon, word, colour = BADGES[status]
    return f":{colour}-badge[:material/{icon}: {word}]"
