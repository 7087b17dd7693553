"""An honest Responses API server: it has no model, and says so; it knows the API, and its own streams.

A request goes through it in this order:
    body, messages, errors            bytes -> a checked `Body`, or the error that the API would answer
    wish, knowledge (.md), reasoning  what is asked for, what is known about it, and how that was found
    tokens, ledger, draft             the text as it grows, piece by piece, to the length that was asked for
    opening, description, figures     what it says first, and what it says about its own stream
    answer                            a Body -> items
    items, response, emit             items -> wire events
    pace, stream                      wire events -> when each is due -> pieces of bytes
    ids, stored, headers, app         ids, the responses that are kept, what every answer carries, the routes
    thread, __main__                  the server inside this process, and on its own
"""
