"""An honest Responses API server: it has no model, and says so; it knows the API, and its own streams.

A request goes through it in this order:
    body, messages, tools, schema, errors   bytes -> a checked `Body`, or the error that the API would answer
    text_format, strict_mode                the format that the text has to have, and what strict mode refuses in it
    words, subjects, mentions, places       what a prompt is made of: stems, names, numbers, dates, time zones
    pattern_reader, pattern                 a regular expression -> a text that it matches
    fitting, references, given, instance    a JSON schema, and values for some of its places -> a value that fits it
    leaves, finding, filling                the values that a prompt has for the places of a call's arguments
    history                                 the calls that were made so far, with their outputs
    choice, calls                           which tools the words of the prompt ask for, and the calls to make now
    outputs, thinking                       what is said of the outputs, and of how the calls were picked
    slots                                   the places of a whole structure: single ones, and lists of objects
    passages, outline, amounts, moments     labelled passages, entries within entries, priced rows, dates with times
    rows, named, quantities, picks, sums    the entries for a list, and the values for a single place; what adds up
    structure, evidence                     the values that a prompt, and outputs below it, have for a whole structure
    json_mode, flaws, thinking_of_values    any JSON object, flaws on demand, and how the values were picked
    structured                              a Body with a text format -> items
    wish, knowledge (.md), reasoning        what is asked for, what is known about it, and how that was found
    tokens, ledger, draft                   the text as it grows, piece by piece, to the length that was asked for
    opening, description, figures           what it says first, and what it says about its own stream
    answer                                  a Body -> items
    items, response, emit, call_events      items -> wire events
    pace, stream                            wire events -> when each is due -> pieces of bytes
    ids, stored, headers, app               ids, the responses that are kept, what every answer carries, the routes
    thread, __main__                        the server inside this process, and on its own

A request's `metadata` may have these, all of them texts:
    simulator_seed           the same request and seed give the same bytes
    simulator_first_token    seconds until the first delta
    simulator_rate           deltas a second
    simulator_interleave     `false`: calls that are made together stream one after the other
    simulator_flaw           a flaw for clients to be tried with: `refusal` (for JSON and plain text), and for JSON
                             `fence`, `trailing`, `broken`, `repeated_key`, `wrong_type`; `flaws` says what each is
"""
