"""An honest Responses API server: it has no model, and says so; it knows the API, and its own streams.

A request goes through it in this order:
    body, messages, tools, errors           bytes -> a checked `Body`, or the error that the API would answer
    schemas                                 the schemas in it, and values that fit them
    reading                                 what its prompt says, and what belongs to which place of a schema
    history                                 the calls that were made so far, with their outputs
    choice, calls                           which tools the words of the prompt ask for, and the calls to make now
    outputs, evidence                       what is said of the outputs; the values that they have
    json_mode, flaws                        any JSON object, and flaws on demand
    structured                              a Body with a text format -> items
    prose                                   what is said, of what is known and of its own stream
    answer                                  a Body -> items
    items, response, emit, call_events      items -> wire events
    endings                                 what comes in place of the rest, where a request asks for it
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
    simulator_ending         how the response ends, in the middle of its deltas: `failed`, `error_failed`, and for a
                             stream `error`, `early`, `cut`; `endings` says what each is
"""
