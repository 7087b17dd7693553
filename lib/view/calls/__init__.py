"""What the pages with calls are made of.

picture, turns, card, fields    turn after turn, a card a call, its arguments in a line
accumulation, typed_arguments   every delta of the calls; the arguments of one as typed fields
decisions, arguments            what is decided about a call, and the form for it
again, change                   a call that runs again; what a call changed
offer, own_tools, going_on      which tools are offered, those of the visitor, how a run goes on
"""
