"""XCP-ng: blocks of xe, and lists of Xen Orchestra."""

import io
import json
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Kind, Power
from assessments.importers import Reading, read

_XE = """uuid ( RO)                          : v1
                    name-label ( RW): web
              name-description ( RW): passwd: abc
             is-a-template ( RW): false
             is-a-snapshot ( RO): false
         is-control-domain ( RO): false
               power-state ( RO): halted
               resident-on ( RO): <not in database>
           HVM-boot-params (MRW): order: cdn; firmware: uefi
                  platform (MRW): secureboot: true; nx: true


uuid ( RO)                          : s1
             is-a-snapshot ( RO): true
               snapshot-of ( RO): v1
             snapshot-time ( RO): 20140922T15:04:49Z
               power-state ( RO): suspended
"""
_VM: dict[str, object] = {
    "type": "VM",
    "uuid": "v1",
    "$pool": "p",
    "$container": "h1",
    "power_state": "Running",
    "boot": {"firmware": "bios"},
}
_SNAPSHOT: dict[str, object] = {
    "type": "VM-snapshot",
    "id": "s",
    "$pool": "p",
    "$snapshot_of": "v1",
}
_REST: list[dict[str, object]] = [
    _VM,
    {**_VM, "uuid": "v2", "$container": "p", "type": "VM-template"},
    {**_VM, "uuid": "dom0", "is_control_domain": True},
    {**_SNAPSHOT, "snapshot_time": 1700000000, "power_state": "Halted"},
    {"type": "host", "id": "h1", "$pool": "p", "version": "8.3.0"},
    {"type": "SR", "id": "r1", "$pool": "p", "size": 1048576},
    {"type": "network", "id": "n1", "$pool": "p"},
    {"type": "pool", "id": "p", "$pool": "p"},
    {"type": "VM"},
]


def _read(value: object) -> Reading:
    return read(io.BytesIO(json.dumps(value).encode()))


def test_a_listing_of_xe_is_read() -> None:
    estate = read(io.BytesIO(_XE.encode())).estate
    (guest,), (snapshot,) = estate.guests, estate.snapshots
    assert (guest.power, guest.firmware, guest.secure_boot) == (Power.OFF, "uefi", True)
    assert guest.host is None
    assert "abc" not in (guest.annotation or "")
    assert snapshot.has_memory
    assert snapshot.taken_at is not None
    assert snapshot.taken_at.year == 2014


def test_lists_of_xen_orchestra_are_read() -> None:
    reading = _read(_REST)
    guest, template = reading.estate.guests
    assert (guest.host is not None, guest.secure_boot) == (True, False)
    assert (template.ref.kind, template.power) == (Kind.TEMPLATE, None)
    assert reading.estate.snapshots[0].has_memory is False
    assert [problem.row for problem in reading.problems] == [9]


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
_JSON = _LEAVES | st.lists(_LEAVES, max_size=2) | st.dictionaries(st.text(max_size=3), _LEAVES)


@given(st.sampled_from(range(8)), st.sampled_from([*_VM, "snapshot_time", "size"]), _JSON)
def test_any_value_in_any_place_gives_a_reading(number: int, key: str, value: object) -> None:
    assert _read([*_REST, {**_REST[number], key: value}]).format == "XCP-ng"


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40))
def test_any_text_in_a_listing_gives_a_reading(words: str) -> None:
    assert read(io.BytesIO((_XE + words).encode())).format == "XCP-ng"


def test_files_of_others_are_counted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(_REST))
        archive.writestr("other.json", "{}")
    (report,) = (each for each in read(tmp_path / "a.zip").sheets if each.sheet == "files")
    assert (report.read, report.kept) == (2, 1)
