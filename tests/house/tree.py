"""Which files the rules are about."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("assessments", "vsrisk", "tests", "deploy")
GENERATED = "migrations"
NOT_OURS = frozenset({"var", "vendor", "build", "htmlcov", "screenshots", "static-collected"})


def python_files() -> list[Path]:
    """Return every module that somebody writes and reads."""
    files = [ROOT / "run.py", ROOT / "manage.py"]
    for room in CODE:
        files += [path for path in (ROOT / room).rglob("*.py") if GENERATED not in path.parts]
    return sorted(files)


def templates() -> list[Path]:
    """Return every template."""
    return sorted((ROOT / "templates").rglob("*.html"))


def text_files() -> Iterator[tuple[Path, str]]:
    """Give every file of the repository that is text, with what it says."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not _is_not_ours(name)]
        for name in sorted(names):
            path = Path(folder, name)
            data = path.read_bytes() if path.is_file() else b""
            if b"\0" not in data[:8192]:
                yield path.relative_to(ROOT), data.decode("utf-8", errors="replace")


def _is_not_ours(name: str) -> bool:
    hidden = name.startswith(".") and name != ".ci"
    return hidden or name in NOT_OURS or name == "__pycache__" or name.endswith(".egg-info")
