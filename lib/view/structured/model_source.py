"""The source of a Pydantic model as it stands in its file, with the classes and names that it uses."""

import ast
from pathlib import Path


def model_source(file: str, name: str) -> str:
    """The code of the class `name` and of what it needs from the same file; "" where it isn't there."""
    source = Path(file).read_text("utf-8")
    tree = ast.parse(source)
    named: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            named[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node
    if not isinstance(named.get(name), ast.ClassDef):
        return ""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in named and one not in needed:
            needed.add(one)
            waiting += names_in(named[one])
    kept = [node for key, node in named.items() if key in needed]
    used = {inner for node in kept for inner in names_in(node)}
    lines = [line for node in tree.body if (line := import_line(node, used))]
    return "\n\n\n".join(["\n".join(lines), *(whole(source, node) for node in kept)]) + "\n"


def whole(source: str, node: ast.stmt) -> str:
    """The text of a statement, its decorators included."""
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
    return "\n".join(source.splitlines()[first - 1 : node.end_lineno])


def names_in(node: ast.AST) -> list[str]:
    """The names that a statement uses, those in quoted annotations too."""
    found = [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    quoted = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)]
    return found + [value for value in quoted if isinstance(value, str) and value.isidentifier()]


def import_line(node: ast.stmt, used: set[str]) -> str:
    """An import with only the names that are used; "" where none is."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return ""
    names = [name for name in node.names if (name.asname or name.name) in used]
    if not names:
        return ""
    return ast.unparse(ast.ImportFrom(node.module, names, 0) if isinstance(node, ast.ImportFrom) else ast.Import(names))
