"""An honest Responses API server: it has no model, and says so; it knows the API, and describes its own streams.

A request goes through it in this order:
    body, messages, errors      bytes -> a checked `Body`, or the error that the API would answer
    wish                        what a prompt asks for: length, language, form
    knowledge(.md), tokens, draft, description, reasoning, answer    a Body -> items
    items, response, emit       items -> wire events
    pace, stream                wire events -> when each is due -> chunks of bytes
    ids, stored, app            ids, the responses that are kept, the routes
    thread, __main__            the server inside this process, and on its own
"""
