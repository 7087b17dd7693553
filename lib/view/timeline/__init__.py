"""A run over time, on any page.

timeline, tab  over the full width, and as a tab; drawn from:
rows, chart    its rows, and the spec of the chart
figures        the small charts below it
"""
