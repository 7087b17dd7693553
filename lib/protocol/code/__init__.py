"""What goes with `snippets`: more code to copy.

literal, literal_typescript   values as they are written in Python and in TypeScript
nesting                       what nests too deeply for that
loop, model                   the loop of turns; an answer read into a Pydantic model
cases                         a case for each type of event that was seen
typescript                    the same request in TypeScript
"""
