"""The only part of lib that imports Streamlit.

state, runs, folding                  the two process-wide objects; which run a page shows; that run, folded
beside, readings                      what a page keeps of runs, until they go; what was read of their texts
frame, backend, prompt, settings      a page's containers, the sidebar, what is sent
checks                                whether the backends work
follow, picture                       the loop that draws, and what it draws:
answer, growing, blocks, trouble      the left pane: the text in blocks, and how a run ended
reasoning                             the reasoning in a line
metrics, status, trace, log, gist     the figures, the badge, the line of blocks, the newest events
inspector                             the right pane, with:
events, event_rows, snapshot, raw     its tabs; the events as rows
code, source                          the same in code; the page itself
findings                              what the check found
below, waits, files                   the row under the trace
home                                  the first page's own parts
slot, stretch, inert                  a place that is sent only when it changes; how much of a pane is drawn; text of
                                      others, made harmless
popover                               one that a button inside it closes

Each other page has a folder: calls, structured, recordings, reference. So has timeline, which every page shows.
"""
