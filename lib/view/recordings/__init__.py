"""What the page of the recordings is made of.

shelf, scrubber, moment         which one; which of its events; its fold there
event_detail, explorer          one event and what it changed; all of them
picture, replays, resend        the picture that fits; what plays; its request, changed and sent
comparison, comparison_rows     two of them compared
text_sides                      their texts beside each other
run_two, run_two_side           one request twice,
follow_two                      followed by one loop
"""
