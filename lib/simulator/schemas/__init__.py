"""JSON schemas, and values that fit them.

text_format, strict_mode, limits   the format of the text, what strict mode refuses in it, and its largest size
schema, references                 whether one can be used; what its parts come to
pattern_reader, pattern            a regular expression -> a text that it matches
fitting, neutral                   whether a value fits, and one that says nothing
given, instance                    a schema, and values for some of its places -> a value that fits it
"""
