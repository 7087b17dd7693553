"""An honest Responses API server: it has no model, and says so; it knows the API, and its own streams.

A request goes through it in this order:
    body, messages, tools, schema, errors   bytes -> a checked `Body`, or the error that the API would answer
    text_format, strict_mode, limits        the format of the text, what strict mode refuses in it, and its largest size
    words, subjects, mentions, places       what a prompt is made of: stems, names, numbers, dates, time zones
    pattern_reader, pattern                 a regular expression -> a text that it matches
    fitting, neutral, references            whether a value fits, one that says nothing, what parts of a schema come to
    given, instance                         a JSON schema, and values for some of its places -> a value that fits it
    moments, finding                        dates with times and zones; a text whose pieces are used up
    leaves, cues, filling                   the values that a prompt has for the places of a call's arguments
    history                                 the calls that were made so far, with their outputs
    choice, calls                           which tools the words of the prompt ask for, and the calls to make now
    outputs, thinking                       what is said of the outputs, and of how the calls were picked
    slots                                   the places of a whole structure: single ones, and lists of objects
    passages, outline, amounts              labelled passages, entries within entries, priced rows
    rows, named, quantities, when           the entries for a list; names, numbers and dates for a single place
    picks, sums                             the ways to a value, the surest first; what adds up
    labelled, structure, evidence           the values that a prompt, and outputs below it, have for a whole structure
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

Where a prompt has nothing for a place of a schema, a text says so, a list is empty, a number 0, a boolean false and a
listed value one such as `unknown`, as far as the schema lets them; dates and other forms are made up. No field of the
response tells these from what was found; the reasoning does, where a request asks for its summary.

A request's `metadata` may have these, all of them texts:
    simulator_seed           the same request and seed give the same bytes
    simulator_first_token    seconds until the first delta
    simulator_rate           deltas a second
    simulator_interleave     `false`: calls that are made together stream one after the other
    simulator_flaw           a flaw for clients to be tried with: `refusal` (for JSON and plain text), and for JSON
                             `fence`, `trailing`, `broken`, `repeated_key`, `wrong_type`; `flaws` says what each is
"""
