"""What Pydantic's core schemas are made of: what is inside wrappers, the names of fields, and where an error lies."""

from typing import Any, Final

Core = dict[str, Any]

ANY: Final[Core] = {"type": "any"}
FIELDS: Final = {"model-fields", "typed-dict"}
LONGEST_CHAIN: Final = 50  # of wrappers and references around a schema


class Unwrapped:
    """The schema inside wrappers and references, and the config that holds there.

    `whole`: a function judges the value once all that is in it has been. `sealed`: what is inside can't be judged by
    itself, for something may rewrite the input, or forgive.
    """

    def __init__(self, schema: Core, definitions: dict[str, Core], config: Any = None) -> None:
        self.config = config
        self.whole = self.sealed = False
        for _ in range(LONGEST_CHAIN):
            inner = self.step(schema, definitions)
            if inner is None:
                break
            schema = inner
        self.schema = schema

    def step(self, schema: Core, definitions: dict[str, Core]) -> Core | None:
        """What one wrapper holds; None where the schema is none."""
        match schema:
            case {"type": "definition-ref", "schema_ref": ref}:
                return definitions[ref]
            case {"type": "model", "schema": inner}:
                self.config = schema.get("config", self.config)
                self.sealed = self.sealed or bool(schema.get("custom_init"))
                self.whole = self.whole or bool(schema.get("post_init"))
            case {"type": "nullable", "schema": inner} | {"type": "json-or-python", "json_schema": inner}:
                pass
            case {"type": "default", "schema": inner}:
                self.sealed = self.sealed or schema.get("on_error", "raise") != "raise"
            case {"type": "function-after", "schema": inner}:
                self.whole = True
            case {"type": "function-before" | "function-wrap", "schema": inner}:
                self.sealed = True
            case {"type": "lax-or-strict", "lax_schema": inner}:
                self.sealed = True
            case {"type": "union", "choices": [only]}:
                inner = only[0] if isinstance(only, tuple) else only
            case _:
                return None
        found: Core = inner
        return found


class Names:
    """The fields of a model or TypedDict by the names that they have in JSON.

    `fields` has them by the name that is shown, `shown` is that name for each name that is read. A field whose value
    may come under one of several names is in `several`, one with a validator that looks at those before it in
    `depends`. `sealed` are those in which nothing can be judged by itself: a name may not be the one that counts, and
    such a validator may be further inside.
    """

    def __init__(self, schema: Core, config: Any, definitions: dict[str, Core]) -> None:
        settings = config or {}
        by_alias = settings.get("validate_by_alias", True)
        by_name = settings.get("validate_by_name", settings.get("populate_by_name", False))
        self.fields: dict[str, Core] = {}
        self.shown: dict[str, str] = {}
        self.several: set[str] = set()
        self.depends: dict[str, tuple[str, ...]] = {}
        self.sealed: set[str] = set()
        self.defaults: set[str] = set()
        self.deep = False  # whether a field's value may come from inside another one
        for name, field in schema["fields"].items():
            paths = paths_of(field.get("validation_alias")) if by_alias else []
            self.deep = self.deep or any(len(path) > 1 for path in paths)
            names = [str(path[0]) for path in paths] or [name]
            names = list(dict.fromkeys([*names, name] if by_name else names))
            if needs_others(field["schema"]):
                self.depends[names[0]] = tuple(self.fields)
                if needs_others(without_afters(field["schema"])):
                    self.sealed.add(names[0])
            if len(names) > 1:
                self.several.add(names[0])
                self.sealed.add(names[0])
            default = field["schema"]
            if default["type"] == "default" and default.get("validate_default", settings.get("validate_default")):
                self.defaults.add(names[0])
            self.fields[names[0]] = field
            self.shown |= dict.fromkeys(names, names[0])
        total = schema.get("total", True)
        self.required = [
            name
            for name, field in self.fields.items()
            if field.get("required", total) and field["schema"]["type"] != "default"
        ]

    def field(self, key: str) -> Core | None:
        """The field that a name in JSON is of."""
        return self.fields.get(self.shown.get(key, ""))

    def needs(self, key: str) -> tuple[str, ...] | None:
        """The fields that have to be closed before this one is judged; None: the object has to be."""
        name = self.shown.get(key)
        before = self.depends.get(name or "", ())
        return None if name in self.several or self.several.intersection(before) else before


def paths_of(alias: Any) -> list[list[str | int]]:
    """The paths that a validation alias allows for a value."""
    if isinstance(alias, str):
        return [[alias]]
    if not isinstance(alias, list) or not alias:
        return []
    return alias if isinstance(alias[0], list) else [alias]


def needs_others(schema: Any) -> bool:
    """Whether a validator in a field's schema takes `info`, in which it sees the fields before it."""
    if isinstance(schema, list | tuple):
        return any(map(needs_others, schema))
    if not isinstance(schema, dict) or schema.get("type") in FIELDS:
        return False
    if isinstance(found := schema.get("function"), dict) and found.get("type") == "with-info":
        return True
    return any(needs_others(part) for name, part in schema.items() if name not in ("metadata", "serialization"))


def without_afters(schema: Core) -> Core:
    """The schema inside those validators that come after all else."""
    while schema["type"] in ("function-after", "default", "nullable"):
        schema = schema["schema"]
    return schema


def literals(schema: Core) -> list[Any] | None:
    """The values of a Literal, as JSON has them; None for another schema."""
    if schema["type"] == "default":
        return literals(schema["schema"])
    if schema["type"] != "literal":
        return None
    return [getattr(value, "value", value) for value in schema["expected"]]


def choices_of(union: Core) -> dict[str, Core]:
    """The choices of a union, each under the label that its errors have; in a tagged one that is the tag."""
    found = union["choices"]
    if isinstance(found, dict):
        return {str(getattr(tag, "value", tag)): choice for tag, choice in found.items()}
    pairs = (choice if isinstance(choice, tuple) else (choice, None) for choice in found)
    return {label or f"{at} {name_of(choice)}": choice for at, (choice, label) in enumerate(pairs)}


def tagged(union: Core, tag: Any) -> Core | None:
    """The choice of a tagged union that a tag in JSON stands for, if it is sure to."""
    found = [choice for name, choice in union["choices"].items() if getattr(name, "value", name) == tag]
    return found[0] if isinstance(tag, str) and len(found) == 1 and isinstance(found[0], dict) else None


def name_of(schema: Core) -> str:
    """The name of the class in a choice, or its type."""
    while "schema" in schema and "cls" not in schema:
        schema = schema["schema"]
    return str(getattr(schema.get("cls"), "__name__", schema["type"]))
