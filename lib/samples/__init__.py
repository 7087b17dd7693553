"""What ships with it, and works without a network.

climate (.csv), flights, airports    typical weather of cities; a timetable generated over real distances
organisation                         people and teams, one object a visitor
handbook (.md)                       a text with sections to search
calculator, zones, words, status     arithmetic, the time, figures of a text, a service that fails at first
tools, presets                       all of them in one registry; prompts to try them with
"""
