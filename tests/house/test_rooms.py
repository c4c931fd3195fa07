"""The two lowest floors are plain Python, and every ring has somebody who answers."""

import importlib
import subprocess
import sys

import pytest

from assessments.jobs import Job
from tests.house.tree import ROOT
from vsrisk.celery import app

PURE = ("scoring", "estate", "catalogue", "importers", "checks", "reports", "charts", "synthesis")
FRAMEWORKS = ("django", "rest_framework", "celery", "redis", "psycopg2")
LOAD = """
import importlib, pkgutil, sys
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(getattr(room, "__path__", []), room.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[2:])))
"""


def _exists(room: str) -> bool:
    folder = ROOT / "assessments" / room
    return (folder / "__init__.py").exists() or folder.with_suffix(".py").exists()


@pytest.mark.parametrize("room", [room for room in PURE if _exists(room)])
def test_a_pure_room_loads_no_framework(room):
    command = [sys.executable, "-c", LOAD, f"assessments.{room}", *FRAMEWORKS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout.strip()) == ("", "[]")


def test_every_job_has_a_task():
    importlib.import_module("assessments.tasks")
    assert {str(job) for job in Job} <= set(app.tasks)


def test_every_task_of_ours_is_a_job():
    importlib.import_module("assessments.tasks")
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {str(job) for job in Job}
