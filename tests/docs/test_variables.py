"""docs/how-to/operate.md lists every variable that is read, and no other."""

import re
from pathlib import Path

from django.conf import settings

from tests.docs.pages import table
from tests.house.source import ROOT, code, files, name

NAME = re.compile(r"VSRISK_[A-Z_]*[A-Z]")
PAGE = "docs/how-to/operate.md"


def read_by_the_product() -> set[str]:
    found: set[str] = set()
    for path in sources():
        found |= set(NAME.findall(path.read_text(encoding="utf-8")))
    return {variable.removesuffix("_FILE") for variable in found} - {"VSRISK"}


def sources() -> list[Path]:
    others = [path for path in files() if name(path).startswith("deploy/")]
    named = [ROOT / "docker-compose.yml", ROOT / "Dockerfile", ROOT / "run.py"]
    return [*code("assessments/", "vsrisk/"), *others, *named]


def documented() -> set[str]:
    found: set[str] = set()
    for row in table(PAGE, "Variable"):
        words = re.findall(r"`([A-Z_]+)`", row["Variable"])
        first = words[0]
        stem = "_".join(first.split("_")[:2])
        found |= {stem + word if word.startswith("_") else word for word in words}
    return found


def test_every_variable_that_is_read_is_documented():
    assert read_by_the_product() - documented() == set()


def test_every_variable_that_is_documented_is_read():
    assert documented() - read_by_the_product() == set()


def test_variables_anywhere_in_the_pages_exist():
    known = documented()
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        named = {each.removesuffix("_FILE") for each in NAME.findall(text)}
        assert named <= known, name(path)


def test_how_soon_a_killed_worker_is_noticed_is_what_the_page_says():
    text = (ROOT / PAGE).read_text(encoding="utf-8")

    assert f"after {settings.RUN_SILENT_SECONDS} seconds without a sign of life" in " ".join(
        text.split()
    )
