"""Locks are fresh, vendored files are what they were, and the repository speaks of the product."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, files, name
from vsrisk.launch import locks

VENDORED = re.compile(
    r"(^|/)vendor/|\.min\.(js|css)$|\.(woff2?|ttf|otf)$|/data/eol\.|fonts/LICENSE"
)
SUMS = [path for path in files() if path.name == "SHA256SUMS"]
TEXT = {".py", ".html", ".md", ".toml", ".txt", ".yml", ".css", ".js", ".sh", ".typ", ".sql", ""}
OFF_TOPIC = re.compile(  # a reader wants to know what the product does, not who sat where
    r"(?<![\w.>])/work/|\bassistants?\b|\bhelpers?\b|\blanguage models?\b|co-authored-by"
    r"|\b(this|another|an earlier|the previous|coding) session\b|\bsub-?agents?\b",
    re.IGNORECASE,
)


def test_lock_files_were_made_from_the_dependencies_that_are_declared():
    assert locks.stale() == [], "python3 run.py lock"


def test_lock_files_pin_every_package_with_hashes_and_agree_on_versions():
    pinned = {lock: _pinned(lock) for lock in locks.GROUPS}
    assert all(pinned.values())
    widest = pinned[locks.WIDEST]
    for lock, packages in pinned.items():
        assert {name: widest[name] for name in packages} == packages, lock


def test_lock_files_name_no_server():
    for lock in (*locks.GROUPS, locks.BOOTSTRAP):
        assert not re.search(r"https?://|--(extra-)?index", locks.path(lock).read_text())


@pytest.mark.parametrize("sums", SUMS, ids=lambda path: path.parent.name)
def test_vendored_files_are_the_ones_that_were_reviewed(sums):
    lines = sums.read_text(encoding="ascii").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    assert {file: _sum(sums.parent / file) for file in listed} == listed


def test_every_file_of_others_is_listed_with_its_sum_and_named_in_the_notice():
    listed = {
        name(sums.parent / line.split("  ", 1)[1])
        for sums in SUMS
        for line in sums.read_text(encoding="ascii").splitlines()
    }
    there = {name(path) for path in files() if VENDORED.search(name(path))}
    assert there - {name(sums) for sums in SUMS} == listed
    notice = (ROOT / "NOTICE").read_text()
    assert [path for path in listed if str(Path(path).parent) not in notice] == []


def test_the_repository_speaks_of_the_product_alone():
    itself = Path(__file__)
    found = [
        f"{name(path)}: {match[0]}"
        for path in files()
        if path.suffix in TEXT and path != itself and not VENDORED.search(name(path))
        for match in OFF_TOPIC.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_files_end_with_a_line_end_and_hold_no_carriage_returns():
    found = []
    for path in files():
        if path.suffix in TEXT - {""} and not VENDORED.search(name(path)):
            data = path.read_bytes()
            if b"\r" in data or (data and not data.endswith(b"\n")):
                found.append(name(path))
    assert found == []


def _pinned(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package; there are two where they depend on the Python."""
    versions: dict[str, set[str]] = {}
    for line in re.split(r"(?<!\\)\n", locks.path(lock).read_text()):
        if found := re.match(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)", line):
            assert "--hash=sha256:" in line, f"{lock}: {found[1]} has no hash"
            versions.setdefault(found[1], set()).add(found[2])
    return versions


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
