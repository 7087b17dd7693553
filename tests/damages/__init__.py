"""Damage that is done to good streams, to see that lint finds it.

stream, rules            the stream of events, and the rules that it breaks
damage, edits, places    a kind of damage; how a stream is edited, and where, in more than one family
frames, numbers          the bytes of a frame, and the sequence numbers
texts, copies            a text that grows, and its copies where its part and its item close
items, ids, parts        what is in the output: announced, closed, numbered
annotations              the annotations of a part
life, usage, final       the response from its beginning to its end, its usage and its final output
table                    all kinds of damage, each with the rule that is meant to find it
"""
