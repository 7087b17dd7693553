"""An honest Responses API server: it has no model, and says so; it knows the API, and its own streams.

A request goes through it in this order:
    body, messages, tools, schema, errors   bytes -> a checked `Body`, or the error that the API would answer
    words, subjects, mentions, places       what a prompt is made of: stems, names, numbers, dates, time zones
    pattern_reader, pattern                 a regular expression -> a text that it matches
    fitting, references, instance           a JSON schema -> a value that fits it
    leaves, finding, filling                the values that a prompt has for the places of a schema
    history                                 the calls that were made so far, with their outputs
    choice, calls                           which tools the words of the prompt ask for, and the calls to make now
    outputs, thinking                       what is said of the outputs, and of how the calls were picked
    wish, knowledge (.md), reasoning        what is asked for, what is known about it, and how that was found
    tokens, ledger, draft                   the text as it grows, piece by piece, to the length that was asked for
    opening, description, figures           what it says first, and what it says about its own stream
    answer                                  a Body -> items
    items, response, emit, call_events      items -> wire events
    pace, stream                            wire events -> when each is due -> pieces of bytes
    ids, stored, headers, app               ids, the responses that are kept, what every answer carries, the routes
    thread, __main__                        the server inside this process, and on its own
"""
