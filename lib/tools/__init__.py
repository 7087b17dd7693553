"""The functions that a model may call, the formats that it may answer in, and what keeps both harmless. Each level is
made from the one before:

tool                      what every tool is; what can go wrong with a call of one
arguments, output         raw JSON text -> a JSON object, or a short error; what a function gave -> the output text
strict                    a JSON schema -> the same in the subset that strict mode takes
schema, keywords          a visitor's JSON schema, read with care; what its keywords may say
nullable, mending         a schema that takes null too; a visitor's schema, mended for strict mode
text_format               a Pydantic model or a schema -> the text format of a request
model_code                a visitor's schema -> the code of a Pydantic model
function, custom, own     tools made from typed functions, from functions of one text, from a visitor's plain data
registry                  the tools of one run, by name
pool                      threads for tools, which may hang: bounded for each visitor and in all
"""
