"""Reading inventories of ten thousand machines, beside what the bare parsers need for them."""

import csv
import io
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from assessments import checks, importers, synthesis
from tests.bench.figures import compare, costs
from tests.importers.documents import tarred
from tests.importers.test_libvirt import domain

VMS, SEED, TURNS = 10_000, 5, 3
DAY = datetime(2026, 11, 1, tzinfo=UTC)
INSIDE = (
    "<emulator>/usr/bin/qemu-system-x86_64</emulator>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
    "<source file='/srv/images/{n}.qcow2'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>"
    "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan{v}'/>"
    "<model type='virtio'/><filterref filter='clean-traffic'/></interface>"
    "<graphics type='vnc' port='-1' listen='127.0.0.1'/><memballoon model='virtio'/>"
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
)
HEAD = (
    "<title>machine {n}</title><description>owner: Ada; zone: RES</description>"
    "<memory unit='MiB'>4096</memory><vcpu placement='static'>2</vcpu>"
    "<os firmware='efi'><type arch='x86_64' machine='pc-q35-8.2'>hvm</type></os>"
    "<features><acpi/><apic/></features><cpu mode='host-model'/><clock offset='utc'/>"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("inventories")


@pytest.fixture(scope="module")
def table(folder):
    path = folder / "estate.zip"
    synthesis.write(synthesis.generate(VMS, SEED), path, "rvtools-csv")
    return path


@pytest.fixture(scope="module")
def workbook(folder):
    path = folder / "estate.xlsx"
    synthesis.write(synthesis.generate(VMS, SEED), path, "rvtools-xlsx")
    return path


@pytest.fixture(scope="module")
def archive(folder):
    path = folder / "libvirt.tar.gz"
    path.write_bytes(
        tarred(
            {
                f"kvm{n % 200}/domains/{n}.xml": domain(
                    INSIDE.format(n=n, v=n % 50),
                    head=HEAD.format(n=n),
                    name=f"machine-{n}",
                    uuid=f"00000000-0000-0000-0000-{n:012}",
                )
                for n in range(VMS)
            }
        )
    )
    return path


def by_csv(path):
    with zipfile.ZipFile(path) as zipped:
        for name in zipped.namelist():
            text = io.TextIOWrapper(zipped.open(name), "utf-8-sig", newline="")
            for _row in csv.reader(text):
                pass


def by_calamine(path):
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        for _row in book.get_sheet_by_name(name).iter_rows():
            pass


def by_lxml(path):
    with tarfile.open(path) as archive:
        for member in archive:
            etree.fromstring(archive.extractfile(member).read())


def measured(path, yardstick):
    found = costs(
        {"ours": lambda: importers.read(path), "yardstick": lambda: yardstick(path)},
        repeats=TURNS,
        is_pure=True,
    )
    return found["ours"], found["yardstick"]


def test_a_zip_of_csv_files_beside_the_csv_module(table):
    compare("Reading 10,000 machines, CSV", *measured(table, by_csv), at_most=2.5)


def test_a_workbook_beside_calamine(workbook):
    compare("Reading 10,000 machines, XLSX", *measured(workbook, by_calamine), at_most=2)


def test_libvirts_xml_beside_lxml(archive):
    compare("Reading 10,000 machines, libvirt", *measured(archive, by_lxml), at_most=2.5)


@pytest.mark.parametrize("form", ["table", "archive"])
def test_checks_beside_reading(form, request):
    path = request.getfixturevalue(form)
    estate = importers.read(path).estate
    found = costs(
        {
            "ours": lambda: checks.run(estate, as_of=DAY),
            "yardstick": lambda: importers.read(path),
        },
        repeats=TURNS,
        is_pure=True,
    )
    title = f"Checks of 10,000 machines, {'CSV' if form == 'table' else 'libvirt'}"
    compare(title, found["ours"], found["yardstick"], at_most=0.5)
