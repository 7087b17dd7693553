"""What goes over the wire, without IO. Each level is made from the one before:

request                                      what is sent
sse, events                                  bytes -> frames -> events
items, snapshot, families, tool_families     what a response is made of, and what each family of events adds to it
response                                     events -> one response
calls, run, turns, timing                    a run's events -> its calls, turns, status and metrics; what goes on from them
recording                                    a run kept as a file
catalogue, meanings, courses                 every event type: its group, its meaning, what may follow
snippets, literal                            a request -> the same thing as code to copy
"""
