"""A file is read in one sitting, a function at a glance."""

import ast

from tests.house.source import code, files, name, tree

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 200


def test_no_python_file_is_longer_than_three_hundred_lines():
    long = {name(path): len(path.read_text().splitlines()) for path in code()}
    assert {path: lines for path, lines in long.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_forty_lines_beside_its_docstring():
    found = {}
    for path in code():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = _lines(node)
                if lines > FUNCTION_LINES:
                    found[f"{name(path)}:{node.lineno} {node.name}"] = lines
    assert found == {}


def test_no_template_is_longer_than_two_hundred_lines():
    long = {name(path): len(path.read_text().splitlines()) for path in files(".html")}
    assert {path: lines for path, lines in long.items() if lines > TEMPLATE_LINES} == {}


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [
        name(path)
        for path in code("assessments/", "vsrisk/", "deploy/")
        if path.stat().st_size and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    said = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - said


def test_a_long_function_would_be_noticed():
    body = "\n".join(f"    line = {number}" for number in range(FUNCTION_LINES))
    long = ast.parse(f'def long():\n    """Say."""\n{body}\n').body[0]
    assert isinstance(long, ast.FunctionDef)
    assert _lines(long) == FUNCTION_LINES + 1
