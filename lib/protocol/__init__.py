"""What goes over the wire, without IO. Each level is made from the one before:

request                                      what is sent
sse, events                                  bytes -> frames -> events
items, snapshot, families, tool_families     what a response is made of, and what each family of events adds to it
response                                     events -> one response
call, calls, run, turns, timing              a run's events -> its calls, turns, status, metrics; what follows
recording                                    a run kept as a file
partial                                      unfinished JSON text -> its value so far, a state for each field; made of:
  node, unfinished, unfinished_string          the text so far -> a tree of values, reading only what is new
  schema_check, schema_keywords, patterns      a value against a JSON Schema
  core_schema, core_faults, validators         what a Pydantic model's own schema is made of, asked part by part
  shape, model_shape                           what a schema, or a Pydantic model, says of one part
  field, fields, marking, strict               a state for each path while the text grows, and when it is final
catalogue, meanings, courses                 every event type: its group, its meaning, what may follow
snippets, snippet_loop, literal              a request -> the same thing as code to copy
"""
