"""What ships with it, and works without a network.

climate (.csv), flights, airports    typical weather of cities; a timetable generated over real distances
organisation                         people and teams, one object a visitor
handbook (.md)                       a text with sections to search
calculator, zones, words, status     arithmetic, the time, figures of a text, a service that fails at first
tools, presets                       all of them in one registry; prompts to try them with
models, structured_presets           Pydantic models to stream answers into; prompts for them, and for what goes wrong
prices (.toml)                       what tokens cost, with the date
recordings (.jsonl)                  runs to open, one for each kind of item and ending that the simulator can send
"""
