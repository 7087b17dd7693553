"""What `lint` is made of.

rules, report             the rules, and what was found
frames, shapes, numbers   an event's frame, its fields, its sequence number
texts, item, items, life  what grows, what holds it, and the response from its beginning to its end
"""
