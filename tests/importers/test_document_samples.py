"""Files of other projects' tests, and generated estates: read, or refused in words."""

import io

import pytest

from assessments.importers import Unreadable, read
from tests import samples
from tests.importers.documents import tarred
from tests.importers.test_libvirt import domain

pytestmark = samples.needed
LIBVIRT = sorted(samples.FOLDER.glob("libvirt/*/*.xml"))
CONFIGS = sorted(samples.FOLDER.glob("proxmox/*/*.conf"))
VSPHERE = sorted(samples.FOLDER.glob("vsphere-json/*.json"))


@pytest.mark.parametrize("path", LIBVIRT, ids=lambda path: path.stem)
def test_a_file_of_libvirts_is_read_beside_a_machine(path):
    got = read_both(path)
    is_machine = path.parent.name in ("domain", "status")
    is_broken = path.stem == "broken-xml-invalid"
    assert got.totals["vms"] == 1 + (is_machine and not is_broken)
    assert len(got.problems) == is_broken or path.parent.name == "snapshot"


def read_both(path):
    return read(io.BytesIO(tarred({"h/a.xml": path.read_bytes(), "h/domains/b.xml": domain()})))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_configuration_of_proxmox_is_read_alone(path):
    got = read(path)
    assert (got.format, got.totals["vms"] + got.totals["templates"]) == ("proxmox", 1)
    assert got.problems == ()


def test_settings_of_snapshots_are_not_current():
    (path,) = (each for each in CONFIGS if each.name == "104.conf")
    got = read(path)
    (guest,) = got.estate.guests
    assert (guest.vcpus, guest.memory_mib, guest.annotation) == (4, 4096, "this is a description")
    assert [each.name for each in got.estate.snapshots] == ["test", "test2", "test3"]


@pytest.mark.parametrize("path", VSPHERE, ids=lambda path: path.stem)
def test_an_object_of_vsphere_is_read_alone(path):
    got = read(path)
    assert (got.format, got.problems) == ("vsphere-json", ())
    assert sum(report.kept for report in got.sheets) == 1


@pytest.mark.parametrize("kind", ["libvirt", "proxmox"])
def test_an_estate_has_the_machines_and_dependencies_of_its_key(kind):
    got = read(next(samples.GENERATED.glob(f"s1-small/*{kind}.tar.gz")))
    assert got.totals["vms"] + got.totals["templates"] == 100
    assert (got.totals["hosts"], got.totals["snapshots"], got.totals["disks"]) == (8, 8, 159)
    assert (got.totals["edges_vm_host"], got.totals["edges_vm_ds"]) == (100, 128)


def test_xml_of_another_kind_is_refused():
    with pytest.raises(Unreadable):
        read(samples.FOLDER / "libvirt" / "domain" / "broken-xml-invalid.xml")
