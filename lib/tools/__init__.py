"""The functions that a model may call, and what keeps them harmless. Each level is made from the one before:

tool                      what every tool is; what can go wrong with a call of one
arguments, output         raw JSON text -> a JSON object, or a short error; what a function gave -> the output text
strict                    a JSON schema -> the same in the subset that strict mode takes
schema                    a visitor's JSON schema, read with care
function, custom, own     tools made from typed functions, from functions of one text, from a visitor's plain data
registry                  the tools of one run, by name
pool                      threads for tools, which may hang: bounded for each visitor and in all
"""
