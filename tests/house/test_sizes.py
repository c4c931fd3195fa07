"""Files and functions stay small enough to read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, python_files, templates

LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def test_no_file_is_longer_than_three_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (*python_files(), *templates())
        if (count := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_forty_lines():
    long = {place: count for place, count in _functions() if count > LONGEST_FUNCTION}
    assert long == {}


def test_a_long_function_would_be_noticed():
    body = "\n".join(f"    line = {number}" for number in range(LONGEST_FUNCTION))
    assert [count for _, count in _in(f"def long():\n{body}\n")] == [LONGEST_FUNCTION + 1]


def test_every_module_opens_by_saying_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if (source := path.read_text(encoding="utf-8")) and not ast.get_docstring(ast.parse(source))
    ]
    assert silent == []


def _functions() -> Iterator[tuple[str, int]]:
    for path in python_files():
        for name, count in _in(path.read_text(encoding="utf-8"), path):
            yield f"{path.relative_to(ROOT)}:{name}", count


def _in(source: str, path: Path = ROOT) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
