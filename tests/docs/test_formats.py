"""What the pages of formats say they answer is what the importers answer."""

import re

import pytest

from assessments.checks import RULES
from assessments.importers.gathering import Gathered
from assessments.importers.libvirt import coverage as libvirt
from assessments.importers.proxmox import coverage as proxmox
from assessments.importers.rvtools import coverage as rvtools
from assessments.importers.vsphere import coverage as vsphere
from tests.house.source import ROOT

WHOLE = {
    "rvtools": lambda: (rvtools.FIELDS.keys(), {}),
    "libvirt": lambda: libvirt.coverage(set(libvirt._PARTS), Gathered()),
    "proxmox": lambda: proxmox.coverage({part for part, *_ in proxmox._PARTS}, Gathered()),
    "vsphere-json": lambda: vsphere.coverage(
        {kind for kinds, *_ in vsphere._PARTS for kind in kinds}, Gathered()
    ),
}


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_page_names_the_checks_that_its_format_can_answer(name):
    text = (ROOT / "docs" / "formats" / f"{name}.md").read_text(encoding="utf-8")
    _, _, listed = text.partition("## Checks it can answer")
    columns, _ = WHOLE[name]()
    can = {
        rule.code
        for rule in RULES
        if all(
            wanted == "as_of" or any(field in columns for field in wanted.split("|"))
            for wanted in rule.needs
        )
    }
    assert set(re.findall(r"`([A-Z-]+)`", listed)) == can
