"""What `lint` is made of.

rules, report             the rules, and what was found
frames, shapes, numbers   an event's frame, its fields, its sequence number
texts, steps, item        what grows, how far a tool is, and the item that holds them
items, life               all items, and the response from its beginning to its end
"""
