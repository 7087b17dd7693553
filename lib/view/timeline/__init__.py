"""A run over time, on any page.

timeline, tab  over the full width, and as a tab; drawn from:
rows, labels   its rows; where labels have room
chart          the spec of the chart
figures        the small charts below it
"""
