"""Halves of a surrogate pair. A server that cuts its text by UTF-16 units sends a character as half a delta each."""


def is_first_half(character: str) -> bool:
    """Whether a character, or none, is the half that a pair begins with."""
    return "\ud800" <= character < "\udc00"


def is_other_half(character: str) -> bool:
    """Whether a character, or none, is the half that a pair ends with."""
    return "\udc00" <= character < "\ue000"


def joined(text: str) -> str:
    """The text with the halves that stand side by side as one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
