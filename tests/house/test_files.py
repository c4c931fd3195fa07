"""Vendored files are unchanged, locks are fresh, and texts are about the product."""

import hashlib
import re

import pytest

from tests.house.tree import ROOT, text_files
from vsrisk.launch import locks

VENDORED = sorted((ROOT / "static" / "vendor").glob("*/SHA256SUMS"))
OFF_TOPIC = re.compile(  # a reader wants to know what the product does, not who sat where
    r"(?<![\w.])/work/|\bassistants?\b|\bhelpers?\b|\blanguage models?\b|co-authored-by"
    r"|\b(this|another|an earlier|the previous|coding) session\b|\bsub-?agents?\b",
    re.IGNORECASE,
)
ITSELF = "tests/house/test_files.py"


def test_there_are_vendored_files():
    assert VENDORED != []


@pytest.mark.parametrize("sums", VENDORED, ids=lambda path: path.parent.name)
def test_vendored_files_are_unchanged_and_complete(sums):
    listed = dict(reversed(line.split()) for line in sums.read_text(encoding="ascii").splitlines())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sums.parent.iterdir()
        if path != sums and path.name != "README.md"
    }
    assert found == listed
    assert any("LICENSE" in name for name in found)


def test_the_lock_files_are_made_from_the_present_pyproject():
    assert locks.stale() == []


def test_every_locked_package_has_hashes_and_no_address():
    for name in (*locks.GROUPS, locks.BOOTSTRAP):
        text = locks.path(name).read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\n +(\S+)", text, flags=re.MULTILINE)
        assert packages, name
        assert {words.partition(":")[0] for words in packages} == {"--hash=sha256"}, name
        assert "://" not in text, name


def test_no_file_talks_about_how_it_was_made():
    found = [
        f"{path}: {match[0]}"
        for path, text in text_files()
        if str(path) != ITSELF and (match := OFF_TOPIC.search(text))
    ]
    assert found == []
