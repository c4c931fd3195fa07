"""The dry run on the command line against the answer keys of the shared estates."""

import io
import json

import pytest
from django.core.management import call_command

from tests import samples

pytestmark = samples.needed
FILES = sorted(path for path in samples.GENERATED.glob("*/*rvtools*") if "prior" not in path.name)


def inspected(*arguments):
    out = io.StringIO()
    call_command("inspect_inventory", *map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def key_of(path):
    (key,) = path.parent.glob("*-expected.json")
    return json.loads(key.read_text(encoding="utf-8"))["expected"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_totals_equal_the_answer_key(path):
    assert inspected(path, "--as-of", "2026-11-01")["totals"] == key_of(path)["_totals"]


def test_a_german_export_equals_its_answer_key():
    path = samples.file("generated/s12-de/*.zip")
    got, key = inspected(path)["checks"], key_of(path)
    for code in ("VM-SNAP-MEM", "VM-OS-EOL", "HOST-NTP", "VM-NO-SECUREBOOT", "VM-STATE-BAD"):
        assert got[code]["count"] == key[code]["count"]
        assert sorted(got[code]["objects"]) == sorted(key[code]["objects"])


def test_two_exports_of_one_estate_prove_what_one_cannot():
    folder = samples.GENERATED / "s1-small"
    now, before = next(folder.glob("*.xlsx")), next(folder.glob("*prior100d*"))
    got, key = inspected(before, now)["checks"], key_of(now)
    assert sorted(got["VM-OFF-T"]["objects"]) == sorted(key["VM-OFF-BOTH-100D"]["objects"])
    assert sorted(got["VM-NEW"]["objects"]) == sorted(key["VM-NEW-SINCE-100D"]["objects"])
