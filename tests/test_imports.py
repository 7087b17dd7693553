"""The import table of the design, and a few rules of the house, held by reading the source."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PAGE_LINES = 100
NAMES_FOR_NOTHING = {"util", "utils", "helper", "helpers", "misc", "common", "manager", "handler", "handlers"}


class Row(NamedTuple):
    """What one part may import: of ours, and of others. A name stands for all that is under it."""

    ours: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


TABLE = {
    # pydantic_core is what pydantic stands on.
    "lib/protocol": Row(others=("pydantic", "pydantic_core", "jiter", "openai.types")),
    "lib/tools": Row(("lib.protocol.partial",), ("pydantic", "datamodel_code_generator")),
    # Never lib.protocol.response: the two are each other's mirror.
    "lib/simulator": Row(
        ("lib.protocol.catalogue", "lib.protocol.sse", "lib.protocol.recording", "lib.retrieval"),
        ("starlette", "uvicorn"),
    ),
    # httpx2 is what openai stands on; its errors come through.
    "lib/engine": Row(("lib.protocol", "lib.tools"), ("openai", "httpx2", "dotenv")),
    "lib/store": Row(("lib.protocol",), ("sqlalchemy",)),
    "lib/retrieval": Row(("lib.protocol",), ("qdrant_client",)),
    # The Pydantic models among the samples need pydantic.
    "lib/samples": Row(("lib.protocol", "lib.tools"), ("pydantic",)),
    "lib/view": Row(("lib",), ("streamlit", "pandas", "altair")),
    "pages": Row(("lib",), ("streamlit", "pydantic")),
    "app": Row(("lib",), ("streamlit", "pydantic")),
}


def sources() -> dict[str, str]:
    """Every Python file of the app by its path."""
    paths = [*ROOT.glob("app.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("lib/**/*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def part_of(path: str) -> str:
    """The row of the table that a file belongs to: `lib/<folder or module>`, `pages` or `app`."""
    first, *rest = path.removesuffix(".py").split("/")
    return f"{first}/{rest[0]}" if first == "lib" and rest else first


def module_of(path: str) -> str:
    """The dotted name of a file."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every import as (line, dotted name), those inside functions too. A relative one begins with a dot."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                stem = "." * level + (f"{module}." if module else "")
                yield from ((node.lineno, stem + name.name) for name in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def is_under(name: str, prefixes: Iterable[str]) -> bool:
    """Whether a dotted name is one of these or inside one of these."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def import_faults(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports that the table doesn't allow."""
    part = part_of(path)
    row = TABLE.get(part)
    if row is None:
        if path != "lib/__init__.py":
            yield 1, f"no row of the import table is for {part!r}"
        return
    own = (part.replace("/", "."),) if part.startswith("lib/") else ()
    allowed = {*own, *row.ours, *row.others}
    for line, name in imports(tree):
        if name.startswith("."):
            yield line, f"expected an absolute import, got {name!r}"
        elif name.split(".")[0] not in sys.stdlib_module_names and not is_under(name, allowed):
            yield line, f"{part} may not import {name!r}"


MAKES_MUTABLE = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
MUTATES = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "remove", "discard", "clear"}


def called(node: ast.expr) -> str:
    """The last name of what is called: `deque` of `collections.deque[int]`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return called(value)
    return ""


def is_mutable(value: ast.expr | None) -> bool:
    """Whether an expression makes a list, a dict or a set."""
    if isinstance(value, ast.Call):
        return called(value.func) in MAKES_MUTABLE
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def is_empty(value: ast.expr) -> bool:
    """Whether it makes one with nothing in it, which only makes sense for somebody who fills it later."""
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(args=[], keywords=[]):
            return True
        case ast.Call(func=func):
            return called(func) in {"defaultdict", "deque"} and len(value.args) < 2
    return False


def module_level(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run on import, those under `if`, `try`, `for` and `with` too."""
    for statement in statements:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in ast.iter_child_nodes(statement):
                if isinstance(inner, ast.stmt):
                    yield from module_level([inner])
                elif isinstance(inner, ast.ExceptHandler | ast.match_case):
                    yield from module_level(inner.body)


def state_faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Module-level lists, dicts and sets that are not constants."""
    constants: set[str] = set()
    for statement in module_level(tree.body):
        match statement:
            case ast.Assign(targets=targets, value=value):
                names, final = [target.id for target in targets if isinstance(target, ast.Name)], False
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
                names, final = [name], called(annotation) == "Final"
            case _:
                continue
        if not is_mutable(value):
            continue
        for name in names:
            constants.add(name)
            if is_empty(value):
                yield statement.lineno, f"{name!r} is empty on import: state for somebody to fill"
            elif not (final or name == "__all__" or re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name)):
                yield statement.lineno, f"{name!r} is mutable and module-level; make it Final or UPPER_CASE"
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in constants:
                yield node.lineno, f"{name!r} is module-level, and changed here"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)) if name in constants:
                if attribute in MUTATES:
                    yield node.lineno, f"{name!r} is module-level, and changed here"


def house_faults(path: str, tree: ast.Module, lines: int) -> Iterator[tuple[int, str]]:
    """What else the house doesn't want."""
    for name in NAMES_FOR_NOTHING & set(path.removesuffix(".py").split("/")):
        yield 1, f"{name!r} is a name for nothing in particular"
    if ast.get_docstring(tree) is None:
        yield 1, "no docstring"
    if path.endswith("/__init__.py") and len(tree.body) > 1:
        yield tree.body[1].lineno, "__init__.py is a docstring and no code"
    if path.startswith("pages/") and lines > PAGE_LINES:
        yield lines, f"expected at most {PAGE_LINES} lines in a page, got {lines}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno, "`global` is module-level state"
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "a bare `except:` swallows what Streamlit stops a script with"


def faults(path: str, source: str) -> list[str]:
    """All that is wrong with one file, as `path:line: what`."""
    tree = ast.parse(source)
    found = [*import_faults(path, tree), *house_faults(path, tree, len(source.splitlines()))]
    if path.startswith("lib/"):  # names of a page live as long as one run of its script
        found += state_faults(tree)
    return [f"{path}:{line}: {what}" for line, what in sorted(found)]


def import_graph(files: Mapping[str, str]) -> dict[str, set[str]]:
    """Which module imports which of ours; a package's `__init__` holds no code and is left out."""
    modules = {module_of(path): path for path in files if not path.endswith("__init__.py")}

    def module_named(name: str) -> str | None:
        return next((module for module in (name, name.rpartition(".")[0]) if module in modules), None)

    def imported(path: str) -> set[str]:
        return {found for _, name in imports(ast.parse(files[path])) if (found := module_named(name))}

    return {module: imported(path) - {module} for module, path in modules.items()}


def cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """One cycle of imports, first module last again; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def reach(graph: Mapping[str, set[str]], start: Iterable[str]) -> set[str]:
    """All modules that these import, directly or through others."""
    seen: set[str] = set()
    ahead = list(start)
    while ahead:
        new = graph[ahead.pop()] - seen
        seen |= new
        ahead += new
    return seen


def test_every_file_keeps_the_import_table_and_the_house_rules() -> None:
    files = sources()
    assert any(path.startswith("lib/") for path in files)
    assert [fault for path, source in files.items() for fault in faults(path, source)] == []


def test_imports_run_one_way() -> None:
    assert cycle(import_graph(sources())) == []


def test_every_folder_of_lib_has_its_map() -> None:
    folders = {path.rpartition("/")[0] for path in sources() if path.startswith("lib/")}
    assert [folder for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []


def test_the_simulator_never_reaches_the_fold_not_even_through_others() -> None:
    graph = import_graph(sources())
    simulator = [module for module in graph if is_under(module, ["lib.simulator"])]
    assert "lib.protocol.response" not in reach(graph, simulator)


DOC = '"""What it is."""\n'


@pytest.mark.parametrize(
    ("path", "source", "what"),
    [
        ("lib/protocol/x.py", "import streamlit", "may not import 'streamlit'"),
        ("lib/protocol/x.py", "import openai", "may not import 'openai'"),
        ("lib/protocol/x.py", "from openai import OpenAI", "may not import 'openai.OpenAI'"),
        ("lib/protocol/x.py", "from lib.tools import registry", "may not import 'lib.tools.registry'"),
        ("lib/tools/x.py", "from lib.protocol import sse", "may not import 'lib.protocol.sse'"),
        ("lib/simulator/x.py", "from lib.protocol import response", "may not import 'lib.protocol.response'"),
        ("lib/simulator/x.py", "def f():\n  from lib.protocol.response import fold", "may not import"),
        ("lib/simulator/x.py", "import lib.protocol", "may not import 'lib.protocol'"),
        ("lib/simulator/x.py", "importlib.import_module('lib.protocol.response')", "may not import"),
        ("lib/engine/x.py", "import lib.simulator.app", "may not import 'lib.simulator.app'"),
        ("lib/engine/x.py", "import pandas as pd", "may not import 'pandas'"),
        ("lib/view/x.py", "import openai", "may not import 'openai'"),
        ("lib/store.py", "import streamlit as st", "may not import 'streamlit'"),
        ("lib/new/x.py", "", "no row of the import table is for 'lib/new'"),
        ("pages/x.py", "import openai", "may not import 'openai'"),
        ("app.py", "import pandas", "may not import 'pandas'"),
        ("lib/view/x.py", "from . import state", "expected an absolute import"),
        ("lib/view/utils.py", "", "'utils' is a name for nothing"),
        ("lib/view/common/x.py", "", "'common' is a name for nothing"),
        ("lib/view/__init__.py", "VERSION = 1", "no code"),
        ("pages/x.py", "\n" * PAGE_LINES, "at most 100 lines"),
        ("pages/x.py", "try:\n  pass\nexcept:\n  pass", "bare `except:`"),
        ("lib/view/x.py", "def f():\n  global a\n  a = 1", "`global`"),
        ("lib/view/x.py", "cache = dict(a=1)", "'cache' is mutable and module-level"),
        ("lib/view/x.py", "seen: list[int] = [1]", "'seen' is mutable and module-level"),
        ("lib/view/x.py", "try:\n  pass\nexcept ValueError:\n  a = [1]", "'a' is mutable and module-level"),
        ("lib/view/x.py", "CACHE = {}", "'CACHE' is empty on import"),
        ("lib/view/x.py", "import collections\nLAST: Final = collections.deque(maxlen=3)", "'LAST' is empty"),
        ("lib/view/x.py", "A = [1]\ndef f():\n  A.append(2)", "'A' is module-level, and changed here"),
        ("lib/view/x.py", "A = {1: 2}\ndef f():\n  A[2] = 3", "'A' is module-level, and changed here"),
    ],
)
def test_the_checker_sees_what_is_wrong(path: str, source: str, what: str) -> None:
    (found,) = faults(path, DOC + source)
    assert what in found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lib/protocol/x.py", "import json, openai.types\nfrom openai.types.responses import Response"),
        ("lib/protocol/x.py", "from lib.protocol import sse\nfrom lib.protocol.events import Event"),
        ("lib/simulator/x.py", "from lib.protocol import sse\nfrom lib.retrieval.search import search"),
        ("lib/view/x.py", "import streamlit as st\nfrom lib.engine.runs import Engine"),
        ("pages/x.py", "import streamlit as st\nfrom lib.view import state\nshown = []"),
        (
            "lib/view/x.py",
            "ORDER = ['a']\nnames: Final = {'a': 1}\npair = 1, 2\ndef f():\n  a = []\n  a.pop()",
        ),
    ],
)
def test_the_checker_lets_pass_what_is_right(path: str, source: str) -> None:
    assert faults(path, DOC + source) == []


def test_the_checker_wants_a_docstring() -> None:
    assert faults("lib/view/x.py", "A = 1") == ["lib/view/x.py:1: no docstring"]


def test_the_checker_sees_a_cycle_through_an_import_inside_a_function() -> None:
    files = {"lib/a/x.py": "from lib.a import y", "lib/a/y.py": "def f():\n  from lib.a.x import z"}
    assert set(cycle(import_graph(files))) == {"lib.a.x", "lib.a.y"}


def test_the_checker_sees_what_is_reached_through_others() -> None:
    files = {"lib/a.py": "import lib.b", "lib/b.py": "from lib.c import d", "lib/c.py": ""}
    assert reach(import_graph(files), ["lib.a"]) == {"lib.b", "lib.c"}
