"""The checks against the shared estates and their answer keys."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from assessments import importers
from assessments.checks import run, summary
from tests import samples

pytestmark = samples.needed
FILES = sorted(samples.GENERATED.glob("*/*rvtools*"))
NAMES = {
    "VM-SNAP-30": "VM-SNAP-AGE",
    "VM-OFF-90-PROXY": "VM-OFF-P",
    "VM-TOOLS-MISSING": "VM-TOOLS-NONE",
    "VM-HWVER-LT17": "VM-HWVER",
    "VM-CD-CONNECTED": "VM-CD",
    "VM-SECRET-IN-NOTE": "VM-SECRET-NOTE",
    "VM-MULTIHOMED-ZONES": "VM-MULTIHOMED",
    "TPL-STALE-180": "TPL-STALE",
    "NET-MACCHANGE": "NET-MACCHG",
    "NET-SEC-OVERRIDE": "NET-OVERRIDE",
    "NET-VLAN-TRUNK": "NET-TRUNK",
    "HOST-CERT-90": "HOST-CERT",
    "HOST-CPU-OVERCOMMIT-4": "HOST-CPU-OVERCOMMIT",
    "CL-HA-OFF": "CL-HA",
    "CL-DRS-OFF": "CL-DRS",
    "CL-ADMISSION-OFF": "CL-ADMISSION",
    "DS-FREE-10": "DS-FULL",
    "DS-OVERPROVISION-150": "DS-OVERPROV",
}
OF_LIBVIRT = {
    "KVM-VNC-ANY": "VM-CONSOLE-OPEN",
    "KVM-GFX-PASSWD": "VM-CONSOLE-PASSWORD",
    "KVM-SECLABEL-NONE": "VM-UNCONFINED",
    "KVM-HOSTDEV": "VM-PASSTHROUGH",
    "KVM-FS-SHARE": "VM-HOST-SHARE",
    "KVM-NO-NWFILTER": "VM-NO-NET-FILTER",
    "KVM-NO-LUKS": "VM-NO-ENCRYPTION",
    "KVM-NO-SECUREBOOT": "VM-NO-SECUREBOOT",
    "KVM-NO-TPM": "VM-NO-TPM",
    "KVM-QEMU-ARGS": "VM-OVERRIDE",
    "KVM-TRUST-RX": "VM-NIC-TRUSTED",
    "KVM-SERIAL-TELNET": "VM-CONSOLE-SERIAL",
    "KVM-NESTED": "VM-NESTED",
    "KVM-CACHE-UNSAFE": "VM-CACHE-UNSAFE",
    "KVM-NO-AGENT": "VM-NO-AGENT",
    "KVM-NO-DESCRIPTION": "VM-NO-OWNER",
    "KVM-USB-REDIR": "VM-USB-REDIR",
}
OF_PROXMOX = {
    "PVE-NO-FIREWALL": "VM-NO-NET-FILTER",
    "PVE-NO-PROTECTION": "VM-NO-PROTECTION",
    "PVE-NO-AGENT": "VM-NO-AGENT",
    "PVE-NO-TPM": "VM-NO-TPM",
    "PVE-SEABIOS": "VM-BIOS",
    "PVE-CPU-HOST": "VM-CPU-HOST",
    "PVE-ARGS": "VM-OVERRIDE",
    "PVE-HOSTPCI": "VM-PASSTHROUGH",
    "PVE-NOBACKUP": "VM-DISK-NO-BACKUP",
}
OTHER_KEYS = ("_", "KVM-", "PVE-", "VM-OFF-BOTH-", "VM-NEW-SINCE-")
NOT_IN_39 = {"VM-NO-SECUREBOOT", "VM-MULTIWRITER", "HOST-CERT", "VC-EOL"}
AS_OF = datetime.fromisoformat("2026-11-01 08:00")  # exports state no zone
MOST = 200


def estate_of(path):
    return importers.read(path).estate


def key_of(path):
    (key,) = path.parent.glob("*-expected.json")
    return json.loads(key.read_text(encoding="utf-8"))["expected"]


@pytest.mark.parametrize("path", [f for f in FILES if "prior" not in f.name], ids=lambda f: f.name)
def test_counts_and_objects_equal_the_answer_key(path):
    got = summary(run(estate_of(path), as_of=AS_OF))
    wrong = {}
    for key, expected in key_of(path).items():
        code = NAMES.get(key, key)
        if key.startswith(OTHER_KEYS):
            continue
        if "rvtools-3.9" in path.name and code in NOT_IN_39:
            assert got[code]["result"] == "not_assessable"
            continue
        same = expected["count"] > MOST or sorted(got[code]["objects"]) == sorted(
            expected["objects"]
        )
        if got[code]["count"] != expected["count"] or not same:
            wrong[code] = (got[code]["count"], expected["count"], got[code]["reason"])
    assert wrong == {}


def test_two_exports_prove_dormancy_and_show_what_is_new():
    folder = samples.GENERATED / "s1-small"
    before = estate_of(next(folder.glob("*prior100d*")))
    path = next(folder.glob("*.xlsx"))
    got = summary(run(estate_of(path), as_of=AS_OF, earlier=before))
    key = key_of(path)
    assert sorted(got["VM-OFF-T"]["objects"]) == sorted(key["VM-OFF-BOTH-100D"]["objects"])
    assert sorted(got["VM-NEW"]["objects"]) == sorted(key["VM-NEW-SINCE-100D"]["objects"])


def test_a_real_old_export_is_judged_as_far_as_it_goes():
    path = samples.FOLDER / "rvtools" / "SizingWorkshop-RVTools.xlsx"
    got = summary(run(estate_of(path), as_of=AS_OF))
    counts = {code: got[code]["count"] for code in ("VM-OFF", "HOST-ESX-EOL", "VM-PART-FULL")}
    assert counts == {"VM-OFF": 32, "HOST-ESX-EOL": 34, "VM-PART-FULL": 38}
    assert got["HOST-CPU-OVERCOMMIT"]["count"] == 22
    for code in ("VM-NO-SECUREBOOT", "VM-SNAP-AGE", "VM-TOOLS-OLD", "NET-PROMISC"):
        assert got[code]["result"] == "not_assessable"


@pytest.mark.parametrize(
    ("kind", "prefix", "names"),
    [("libvirt", "KVM-", OF_LIBVIRT), ("proxmox", "PVE-", OF_PROXMOX)],
)
def test_one_rule_answers_for_every_platform_as_its_answer_key_says(kind, prefix, names):
    path = next(samples.GENERATED.glob(f"s1-small/*{kind}.tar.gz"))
    estate = estate_of(path)
    results = {each.code: each for each in run(estate, as_of=AS_OF)}
    files = {guest.ref: Path(guest.origin.sheet).stem for guest in estate.guests}
    keys = {key: row for key, row in key_of(path).items() if key.startswith(prefix)}
    assert keys.keys() == names.keys()
    for key, expected in keys.items():
        found = results[names[key]].findings
        assert len(found) == expected["count"], key
        assert sorted(files[finding.ref] for finding in found) == sorted(expected["objects"]), key
