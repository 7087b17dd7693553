"""The only part of lib that imports Streamlit.

state, runs, folding                  the two process-wide objects; which run a page shows; that run, folded
frame, backend, prompt, settings      a page's containers, the sidebar, what is sent
follow, picture                       the loop that draws, and what it draws:
answer, growing, blocks, trouble      the left pane: the text in blocks, and how a run ended
metrics, status, trace, log, gist     the figures, the badge, the line of blocks, the newest events
events, snapshot, raw, code, source   the tabs
timeline, timeline_tab                a run over time, on any page and as a tab; drawn from:
  timeline_rows, timeline_chart         its rows, and the spec of the chart
  timeline_figures                      the small charts below it
below, waits, files                   the row under the trace
home                                  the first page's own parts
slot, inert                           a place that is sent only when it changes; text of others, made harmless

Of the pages with calls:
calls_picture, turns, card, fields    turn after turn, a card a call, its arguments in a line
accumulation, call_fields             every delta of the calls; the arguments of one as typed fields
decisions, arguments                  what is decided about a call, and the form for it
again, change                         a call that runs again; what a call changed
offer, own_tools, going_on            which tools are offered, those of the visitor, how a run goes on

Of the recordings:
shelf, files, scrubber, moment         which one; as a file; which of its events; its fold there
event_detail, explorer, findings       one event and what it changed; all of them; what the check found
recorded_picture, replays, resend      the picture that fits; what plays; its request, changed and sent
comparison, comparison_rows            two of them compared
text_sides                             their texts beside each other
run_two, run_two_side, follow_two      one request twice, followed by one loop

Of the event reference:
reference, reference_list              which type is open; the list with its search
reference_detail, reference_examples   one type; its real examples
reference_life, seen                   the life of a response; which types this visit has had

Of the page with structured outputs:
structured_picture, json_text         its picture; the raw JSON
verdict, field_states                 what the check says; a row a field with its state
field_timeline, result                the fields over time; the value as tables and files
formats, model_source                 which text format is asked for, and how; a model's own code
sent_schema                           the schema in a request, and how it is found again
schema_editor, schema_draft           the editor of a schema, and what the visitor has made of it
field_table, field_types              a schema as rows, one a property; the words for their types
"""
