"""The files of `queries/` and the code that names them."""

import ast
import re
from pathlib import Path

from tests.shared_data import ROOT

DASHBOARDS = ROOT / "dashboards"
FILES = {file.stem for file in (DASHBOARDS / "queries").glob("*.sql")}
# Which argument names a query.
NAMING = {"Drill": 0, "rows": 0, "query": 1, "restricted_query": 1}


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def named(module: Path) -> set[str]:
    """The queries that a module's calls name by a word."""
    arguments = [
        call.args[NAMING[called(call)]]
        for call in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(call, ast.Call) and len(call.args) > NAMING.get(called(call), 9)
    ]
    return {
        argument.value
        for argument in arguments
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_every_query_that_is_named_is_there():
    modules = list(DASHBOARDS.rglob("*.py"))
    found = {name: module.name for module in modules for name in named(module)}
    assert len(found) > 100
    assert {name: module for name, module in found.items() if name not in FILES} == {}


def test_every_file_is_asked_by_somebody():
    code = "\n".join(module.read_text("utf-8") for module in DASHBOARDS.rglob("*.py"))
    words = set(re.findall(r"[a-z][a-z0-9_]+", code))
    assert FILES - words == set()
