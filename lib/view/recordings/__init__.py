"""What the page of the recordings is made of.

shelf, sample_runs              which one; the samples that were opened
scrubber, steps, moment         which of its events; where each step leads; its fold there
event_detail, newest            one event and what it changed; the newest while it plays; made of:
event_window, event_fields      those around it; its fields beside those of the catalogue
played_timeline                 the timeline above what plays
explorer, event_search          all events, with filters; those that have a text
picture, replays, resend        the picture that fits; what plays; its request, changed and sent
comparison, comparison_rows     two of them compared
text_sides                      their texts beside each other
run_two, run_two_base           one request twice, at once; what both are sent of a recording's
run_two_side                    who answers one of the two, with which model and settings
run_two_picture, run_two_calls  its picture; its calls in a few lines each
"""
