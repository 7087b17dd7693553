"""Text -> the pieces that a stream sends as deltas, and a count of them.

A stand-in for a tokenizer: words carry the space before them and long words break, so that a piece of English
is about four characters, as real tokens are. Every number of tokens that the simulator reports counts these
pieces, so it is an approximation of what a model's tokenizer would say.
"""

import re

PIECE = re.compile(
    r"""
    \n+                               # line ends
  | [ ]?[^\W\d_]{7}(?=[^\W\d_]{3})    # the first seven letters of a word of ten or more
  | [ ]?[^\W\d_]{1,9}                 # a word, or what is left of one
  | [ ]?\d{1,3}                       # digits in threes
  | [ ]?[^\w\s]{1,3}                  # punctuation
  | _+ | \s                           # what else there is
    """,
    re.VERBOSE,
)


def split(text: str) -> list[str]:
    """The pieces of `text`, in order; joined they are `text` again.

    A text that ends in a letter or a full stop splits the same way whatever follows it after a space.
    """
    return PIECE.findall(text)


def count(text: str) -> int:
    """How many pieces `text` has."""
    return len(split(text))
