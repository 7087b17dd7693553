"""What `compare` is made of.

item_course, alignment    what happened to each item; the items of two runs beside each other
text_diff                 two texts, with what differs marked
usage, prices, cost       tokens of a response; what they cost, where that is known
"""
