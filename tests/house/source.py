"""Read the repository's own files for the tests of its rules."""

import ast
import functools
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ("assessments/migrations/", "requirements/")
_SKIPPED = {".git", ".venv", "var", "__pycache__", "static-collected", "screenshots", "htmlcov"}


@functools.cache
def files(suffix: str = "") -> list[Path]:
    """Return the files that belong to the repository: git's list, else all but known litter."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"GIT_CONFIG_COUNT": "1"} | _trusting(),
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else _walked()
    found = [ROOT / name for name in names if name.endswith(suffix)]
    return sorted(path for path in found if path.is_file())


def code(*folders: str) -> list[Path]:
    """Return our Python files below the folders, generated ones left out."""
    return [
        path
        for path in files(".py")
        if not name(path).startswith(GENERATED) and (not folders or name(path).startswith(folders))
    ]


def name(path: Path) -> str:
    """Return a path as people write it."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def _trusting() -> dict[str, str]:
    """Let git read a clone that somebody else owns, as in a container."""
    return {"GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": str(ROOT)}


def _walked() -> list[str]:
    paths = (path for path in ROOT.rglob("*") if not _SKIPPED & set(path.parts))
    return [name(path) for path in paths]
