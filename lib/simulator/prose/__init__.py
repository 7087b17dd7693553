"""What the simulator says, and how it says it came to that.

wish, knowledge (.md)              what is asked for, and what is known about it
reasoning, thinking                how that was found, and how calls were picked
thinking_of_values                 and values
tokens, ledger, draft              the text as it grows, piece by piece, to the length that was asked for
opening, description, figures      what it says first, and what it says about its own stream
"""
