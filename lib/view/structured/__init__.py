"""What the page with structured outputs is made of.

picture, json_text              its picture; the raw JSON
verdict, field_states           what the check says; a row a field with its state
field_timeline, field_chart     the fields over time, and their chart
result                          the value as tables and files
formats, model_source           which text format is asked for, and how; a model's own code
sent_schema                     the schema in a request, and how it is found again
schema_editor, schema_draft     the editor of a schema, and what the visitor has made of it
field_table, field_types        a schema as rows, one a property; the words for their types
"""
