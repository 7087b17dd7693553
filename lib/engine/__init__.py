"""What talks to a server.

backends, models                  who answers, whose key goes where; does it answer, with which models
http, client, reader, patience    connections; one request; the body of its answer; how long to wait
failures, echo                    what went wrong, as an event in plain sentences; a key that a server sends back
tool_loop, calling, approvals     turn after turn; how a call is answered; what the visitor decides about it
runs, filling, retention, size    a run's list of events; how it fills; what is kept of them; the room they take
beside                            what sessions keep of runs, and how it goes with them
replaying                         a recording, played again as a run
engine, loop_thread               what runs them all; the thread that it does so in
child, logs                       a simulator for plain scripts; the terminal's log without keys
"""
