"""VERIFY.md works as written: its lines are run by bash, openssl and coreutils alone."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.verifier import canonical
from assessments.verifier.bundle import READ_ME
from assessments.verifier.keys import Method
from tests.verifier import make
from tests.verifier.make import ANN, BEN, CYD, Made

NEEDED = ("bash", "openssl", "sha256sum", "base64", "stat", "sed")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"
)


@pytest.fixture
def made() -> Made:
    """A bundle of which one person signed with an SSH key, another with a passkey."""
    people = (ANN, replace(BEN, method=Method.SSHSIG), replace(CYD, method=Method.WEBAUTHN))
    found = Made(before=make.founded(*people), has_page=True)
    found.entries = [*make.signed(canonical.digest(found.snapshot), people), found.told()]
    return found


def unpacked(made: Made, folder: Path) -> Path:
    """Write the files of a bundle, as an unpacking program does."""
    for name, content in made.files().items():
        (folder / name).write_bytes(content)
    return folder


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the lines of the page; the first that fails ends it."""
    page = (folder / READ_ME).read_text().split("## By hand")[1]
    lines = [line[4:] for line in page.splitlines() if line.startswith("    ")]
    script = "set -euo pipefail\n" + "\n".join(lines)
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_lines_verify_what_was_signed(made, tmp_path):
    done = run(unpacked(made, tmp_path))

    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == 5  # the content, three keys and the root
    assert done.stdout.count("about this content") == 3
    assert done.stdout.count("Verified Successfully") == 3  # two people and the seal
    assert done.stdout.count("its challenge is this statement\nVerified OK") == 1


@pytest.mark.parametrize("name", ["snapshot.json", "ledger.jsonl", "checkpoint.txt"])
def test_the_lines_refuse_what_was_changed(made, tmp_path, name):
    path = unpacked(made, tmp_path) / name
    content = path.read_bytes()
    place = content.index({"snapshot.json": b"A-1", "checkpoint.txt": b"\n8\n"}.get(name, b"}\n"))
    place += 5  # a letter of the title, of the root, of the second entry
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    assert run(tmp_path).returncode != 0


def test_the_page_says_what_to_compare_and_no_more_than_it_checks(made):
    page = made.page().decode()

    assert page.startswith("# A-1 revision 1: how to verify this bundle")
    assert f"--trust '{make.ledger_key()}'" in page
    assert "What these lines do not check" in page
    assert not re.search(r"\{\w+\}", page)


def test_what_people_typed_is_no_line_to_run(made):
    title = "A\n    rm -rf ~\n"
    found = replace(made, snapshot=make.snapshot(assessment={"title": title}), entries=None)
    page = replace(found, before=make.founded(ANN, BEN, CYD)).page().decode()

    assert "\nA rm -rf ~, St Brannoc." in page
