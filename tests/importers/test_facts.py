"""What single sheets say: states, limits, licences, dates."""

import io

from assessments.estate import Kind
from assessments.importers import read
from tests.importers.files import INFO, WEB, exported


def reading(**sheets):
    return read(io.BytesIO(exported(**sheets)))


def estate(**sheets):
    return reading(**sheets).estate


def test_the_worst_of_the_paths_counts():
    header = ("Host", "Datastore", "Oper. State", "Path 1 state", "Path 2 state")
    found = estate(
        vInfo=[INFO, WEB],
        vMultiPath=[header, ("e", "d", "ok", "active", "Dead"), ("e", "d", "lost", "", ""),
                    ("e", "d", "", "active", "")],
    )  # fmt: skip
    assert [(path.state, path.number) for path in found.paths] == [
        ("dead", 2),
        ("lost", None),
        ("ok", None),
    ]


def test_licences_lose_their_keys():
    got = reading(
        vInfo=[INFO, WEB],
        vLicense=[
            ("Name", "Key", "Total", "Used", "Expiration Date"),
            ("vSphere", "AAAAA-BBBBB", "10", "2", "Never"),
            ("vSAN", "CCCCC-DDDDD", "1", "2", "2026/12/01 00:00:00"),
        ],
    )
    assert [licence.expires is None for licence in got.estate.licences] == [True, False]
    assert not any(key in repr(got) for key in ("AAAAA", "DDDDD"))


def test_site_recovery_stand_ins_and_templates_are_told_apart_from_machines():
    found = estate(
        vInfo=[
            ("VM", "Template", "SRM Placeholder"),
            ("a", "True", "False"),
            ("b", "False", "True"),
            ("c", "", ""),
        ]
    )
    assert [(g.ref.kind, g.is_disaster_placeholder) for g in found.guests] == [
        (Kind.TEMPLATE, False),
        (Kind.VM, True),
        (Kind.VM, False),
    ]


def test_tools_of_guests_that_manage_them_themselves_are_no_fault():
    found = estate(
        vInfo=[("VM",), ("a",), ("b",), ("c",)],
        vTools=[
            ("VM", "Tools", "Tools Version"),
            ("a", "toolsOk", "2147483647"),
            ("b", "toolsOld", "2147483647"),
            ("c", "toolsUnheardOf", ""),
        ],
    )
    assert [guest.tools for guest in found.guests] == ["guest_managed", "old", None]


def test_no_limit_is_none():
    found = estate(
        vInfo=[("VM",), ("a",), ("b",)],
        vCPU=[("VM", "Limit", "Reservation"), ("a", "-1", "0"), ("b", "500", "")],
        vMemory=[("VM", "Limit", "Swapped"), ("a", "", "3")],
    )
    assert [(g.cpu_limit, g.memory_limit, g.swapped_mib) for g in found.guests] == [
        (None, None, 3),
        (500, None, None),
    ]


def test_the_date_of_a_merged_export_is_that_of_its_first_row():
    got = reading(
        vInfo=[INFO, WEB],
        vMetaData=[
            ("RVTools version", "xlsx creation datetime"),
            ("4.7.1.4", "2026/11/01 08:00:00"),
            ("4.4.3.0", "2026/10/01 08:00:00"),
        ],
    )
    assert (got.estate.version, got.estate.taken_at.month) == ("4.7.1.4", 11)


def test_an_export_without_a_date_says_so_with_the_latest_moment_in_it():
    dated = reading(
        vInfo=[(*INFO, "Change Version"), (*WEB, "2026/05/04 03:02:01")],
        vSnapshot=[("VM", "Name", "Date / time", "VM ID", "VI SDK UUID"),
                   ("web-1", "s", "2026/06/05 00:00:00", "vm-1", "vc-1")],
    )  # fmt: skip
    assert any("Nothing in it is later than 2026-06-05" in said for said in dated.notices)
    blank = reading(vInfo=[INFO, WEB])
    assert "The export does not say when it was made; give the date for age rules." in blank.notices
