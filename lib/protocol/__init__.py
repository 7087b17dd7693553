"""What goes over the wire, without IO. Each level is made from the one before:

request                                      what is sent
sse, events                                  bytes -> frames -> events
items, snapshot, families, tool_families     what a response is made of, and what each family of events adds to it
response                                     events -> one response
call, calls, run, turns, timing              a run's events -> its calls, turns, status, metrics; what follows
origin, origins                              which event brought each character of a text
structured                                   the JSON of an answer as typed fields, and what each event did to them
changes, state, checkpoints                  what an event changed; a run as plain data; any moment of it, quickly
compare, alignment, item_course, text_diff   two runs beside each other: requests, items, texts, figures
usage, prices, cost                          tokens of a response; what they cost, where that is known
marks, moments, tempo, overhead              a run as lanes and marks; what came when, how fast, what the bytes were for
recording, secrets, replay                   a run kept as a file, without keys; its events again, when they are due
opening, opened                              any file -> recordings, as far as it goes, within bounds; by its kind:
  opening_jsonl, opening_sse, opening_har      lines, the body of a stream, what a browser saved; of the last:
  har_entries, har_request, har_messages       an entry at a time; its request; its messages with times
lint                                         what a stream does that the protocol doesn't allow; made of:
  lint_rules, lint_report                      the rules, and what was found
  lint_frames, lint_shapes, lint_numbers       an event's frame, its fields, its sequence number
  lint_texts, lint_item, lint_items, lint_life what grows, what holds it, and the response from its beginning to its end
partial                                      unfinished JSON text -> its value so far, a state for each field; made of:
  node, unfinished, unfinished_string          the text so far -> a tree of values, reading only what is new
  schema_check, schema_keywords, patterns      a value against a JSON Schema
  core_schema, core_faults, validators         what a Pydantic model's own schema is made of, asked part by part
  shape, model_shape                           what a schema, or a Pydantic model, says of one part
  field, fields, marking, strict               a state for each path while the text grows, and when it is final
  path, halves, latest                         paths as they are written; halves of characters; what changed last
catalogue, meanings, courses, life           every event type: its group, its meaning, what may follow; as a diagram
snippets, literal                            a request -> the same thing as code to copy: Python and curl; and of it:
  snippet_loop, snippet_model                  the loop of turns, an answer read into a Pydantic model
  snippet_handlers                             a case for each type of event that was seen
  snippet_typescript, literal_typescript       the same in TypeScript
"""
