"""What a prompt says, and what of it belongs to which place of a schema.

words, subjects, mentions, places   what a prompt is made of: stems, names, numbers, dates, time zones
moments, finding                    dates with times and zones; a text whose pieces are used up
leaves, cues, filling               the values that a prompt has for the places of a call's arguments
slots                               the places of a whole structure: single ones, and lists of objects
passages, outline, amounts          labelled passages, entries within entries, priced rows
rows, named, quantities, when       the entries for a list; names, numbers and dates for a single place
picks, sums                         the ways to a value, the surest first; what adds up
labelled, structure                 the values that a prompt has for a whole structure
"""
