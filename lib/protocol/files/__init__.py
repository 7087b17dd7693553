"""Any file -> recordings, as far as it goes, within bounds.

opening, opened                      text or bytes -> what was read, and the line where reading ended
jsonl, sse_body, har                 by its kind: our lines, the body of a stream, what a browser saved
curl                                 of a stream's body: what curl writes beside it
har_entries, har_request             of a HAR file: an entry at a time; its request
har_messages                         and its messages with their times
"""
