"""`make lint` and `make fix`: form, types, floors, templates, migrations, deployment settings."""

import concurrent.futures
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsrisk.launch.application import bare_environment
from vsrisk.launch.environment import PYTHON
from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.problems import say

PRODUCTION: Mapping[str, str] = {  # what `check --deploy` judges; nothing here is connected to
    "VSRISK_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "VSRISK_ALLOWED_HOSTS": "vsrisk.example",
    "VSRISK_HTTPS": "1",
    "VSRISK_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "VSRISK_DATABASE_OWNER_URL": "",
    "VSRISK_REDIS_URL": "redis://127.0.0.1:1/0",
}
CODE = ("assessments", "vsrisk", "tests", "manage.py", "run.py", "deploy")


@dataclass(frozen=True, slots=True)
class Check:
    """One tool, run over the whole repository."""

    name: str
    command: Sequence[str]
    over_templates: bool = False

    def arguments(self) -> list[str]:
        return [*self.command, *(templates() if self.over_templates else [])]


def _tool(name: str, *arguments: str) -> list[str]:
    return [str(PYTHON.parent / name), *arguments]


CHECKS = (
    Check("types", _tool("mypy", "assessments", "vsrisk", "tests")),
    Check("style", _tool("ruff", "check", *CODE)),
    Check("format", _tool("ruff", "format", "--check", *CODE)),
    Check("floors", _tool("lint-imports", "--no-cache")),
    Check("migrations", [str(PYTHON), "-W", "ignore", "manage.py", "makemigrations", "--check"]),
    Check(
        "deployment",
        [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    ),
    Check("templates", _tool("djade", "--target-version", "5.2", "--check"), over_templates=True),
    Check("indents", _tool("djhtml", "--tabwidth", "2", "--check"), over_templates=True),
    Check("markup", _tool("djlint", "--lint", "--quiet", "templates")),
)
FIXES = (
    Check("style", _tool("ruff", "check", "--fix", *CODE)),
    Check("format", _tool("ruff", "format", *CODE)),
    Check("templates", _tool("djade", "--target-version", "5.2"), over_templates=True),
    Check("indents", _tool("djhtml", "--tabwidth", "2"), over_templates=True),
)


def main(_arguments: Sequence[str]) -> int:
    """Run every check, two at a time, and show what those say that fail."""
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(_run, CHECKS))
    failed = [check.name for check, passed in zip(CHECKS, results, strict=True) if not passed]
    say(
        f"lint: {'failed: ' + ', '.join(failed) if failed else 'passed'} "
        f"({time.monotonic() - began:.0f} s)"
    )
    return 1 if failed else 0


def fix(_arguments: Sequence[str]) -> int:
    """Let the tools mend what they can."""
    for tool in FIXES:
        _run(tool)
    return main([])


def templates() -> list[str]:
    """Return every template."""
    return sorted(str(path) for path in (REPOSITORY / "templates").rglob("*.html"))


def _run(check: Check) -> bool:
    if check.over_templates and not templates():
        return True
    done = subprocess.run(
        check.arguments(),
        cwd=REPOSITORY,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(f"--- {check.name}\n{done.stdout.rstrip()}")
    return done.returncode == 0


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in bare_environment().items() if "VSRISK_" not in name}
    return {**ours, **PRODUCTION, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "100"}
