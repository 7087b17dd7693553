"""What `partial` is made of: unfinished JSON text, a schema or a Pydantic model, and what one says of the other.

node, unfinished                       the text so far -> a tree of values, reading only what is new
unfinished_string, tokens              the characters of its strings; what is between them
schema_check, schema_keywords          a value against a JSON Schema
patterns                               its regular expressions, bounded
core_schema, core_faults, validators   what a Pydantic model's own schema is made of, asked part by part
shape, model_shape                     what a schema, or a Pydantic model, says of one part
field, fields, marking, strict         a state for each path while the text grows, and when it is final
path, latest, copying                  paths as they are written; what changed last; what was read, once more
"""
