"""The lock files: which packages at which hashes, and whether they still fit pyproject.toml."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from vsrisk.launch.home import REPOSITORY

FOLDER = REPOSITORY / "requirements"
WIDEST = "dev"  # resolved first; the others are parts of it, at the same versions
GROUPS: Mapping[str, tuple[str, ...]] = {  # lock file -> groups beside the product's dependencies
    WIDEST: ("embedded", "test", "e2e", "lint"),
    "run": ("embedded",),
    "production": (),
}
BOOTSTRAP = "bootstrap"  # the installer itself
INSTALLER = "uv>=0.9"
HEADER = re.compile(r"\A# inputs: sha256:([0-9a-f]{64})\n")


def path(name: str) -> Path:
    """Return where a lock file lies."""
    return FOLDER / f"{name}.txt"


def inputs(name: str) -> str:
    """Return the SHA-256 of everything in pyproject.toml that a lock file was made from."""
    if name == BOOTSTRAP:
        wanted: object = INSTALLER
    else:
        project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
        groups = {group: project["dependency-groups"][group] for group in GROUPS[name]}
        table = project["project"]
        wanted = [table["requires-python"], table["dependencies"], groups]
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


def stale() -> list[str]:
    """Return the names of the lock files that pyproject.toml has moved away from."""
    return [name for name in (*GROUPS, BOOTSTRAP) if _made_from(name) != inputs(name)]


def _made_from(name: str) -> str | None:
    try:
        found = HEADER.match(path(name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found[1] if found else None
