"""What the event reference is made of.

selection, listing   which type is open; the list with its search
detail, examples     one type; its real examples
life, seen           the life of a response; which types this visit has had
"""
