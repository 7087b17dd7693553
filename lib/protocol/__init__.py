"""What goes over the wire, without IO. Each level is made from the one before:

request, echoed                              what is sent; what of it a response says, where nobody kept it
sse, events                                  bytes -> frames -> events
quick_json                                   JSON, read sooner
items, shadows, snapshot                     what a response is made of; items that share an output_index
families, tool_families                      what each family of events adds to it
response                                     events -> one response
call, calls, run, ending, turns, timing      a run's events -> its calls, turns, status, metrics; what follows
origin, origins, halves                      which event brought each character of a text; halves of characters
partial, readings                            unfinished JSON text -> its value so far, a state for each field
structured                                   the JSON of an answer as typed fields, and what each event did to them
changes, state, checkpoints                  what an event changed; a run as plain data; any moment of it, quickly
compare                                      two runs beside each other: requests, items, texts, figures
recording, secrets, replay                   a run kept as a file, without keys; its events again, when they are due
lint                                         what a stream does that the protocol doesn't allow
catalogue, meanings, courses, life           every event type: its group, its meaning, what may follow; as a diagram
field_meanings                               what each field of an event means
snippets                                     a request -> the same thing as code to copy: Python and curl

Their pieces have folders: typed (of partial), linting (of lint), comparing (of compare), code (of snippets),
files (any file -> recordings) and timeline (a run over time).
"""
