"""What the import contracts cannot see: what loads when, and who may save."""

import ast
import subprocess
import sys

import pytest

from tests.house.source import ROOT, code, name, tree

GROUND = ("scoring", "estate", "catalogue", "importers", "checks", "reports", "charts", "synthesis")
WITHOUT = ("django", "rest_framework", "celery", "redis", "psycopg2")
MAY_CONNECT = {  # loaded under `.venv` only
    "vsrisk.launch.roles": {"psycopg2"},
    "vsrisk.launch.brokers": {"kombu", "redis"},
}

PROBE = f"""
import importlib, pkgutil, sys
for banned in {WITHOUT!r}:
    sys.modules[banned] = None
package = importlib.import_module("assessments." + sys.argv[1])
for module in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


@pytest.mark.parametrize("room", GROUND)
def test_rooms_of_the_ground_floor_load_without_django(room):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, room], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_launcher_needs_nothing_but_python():
    found = {}
    for path in code("vsrisk/launch/", "run.py"):
        module = name(path).removesuffix(".py").replace("/", ".")
        foreign = {
            package
            for package in _imported(tree(path))
            if package not in sys.stdlib_module_names | {"vsrisk"}
        }
        if foreign - MAY_CONNECT.get(module, set()):
            found[module] = foreign
    assert found == {}


def test_older_pythons_can_read_the_launcher_and_are_told_what_is_missing():
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 6))


def test_nothing_happens_behind_a_save():
    found = []
    for path in code("assessments/"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""):
                found.append(f"{name(path)}:{node.lineno}")
            if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete"):
                found += [f"{name(path)}:{node.lineno}"] if "models/" in name(path) else []
    assert found == []


def _imported(module: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
