"""Nutanix: both APIs of Prism."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Power
from assessments.importers import Reading, read

_V3 = {
    "metadata": {"kind": "vm", "uuid": "v1", "creation_time": "2024-01-01T00:00:00Z"},
    "spec": {
        "name": "web",
        "description": "password: abc",
        "resources": {
            "boot_config": {"boot_type": "SECURE_BOOT"},
            "vtpm_config": {"vtpm_enabled": True},
            "nic_list": [
                {"uuid": "n", "vlan_mode": "TRUNKED", "subnet_reference": {"uuid": "s1"}},
                {},
            ],
        },
    },
    "status": {
        "resources": {"power_state": "ON", "host_reference": {"uuid": "h1"}},
        "cluster_reference": {"uuid": "c1"},
    },
}
_V4 = {
    "$objectType": "vmm.v4.ahv.config.Vm",
    "extId": "v2",
    "name": "db",
    "powerState": "OFF",
    "bootConfig": {"$objectType": "vmm.v4.ahv.config.UefiBoot", "isSecureBootEnabled": False},
    "vtpmConfig": {"isVtpmEnabled": False},
}
_OTHERS = [
    {"$objectType": "x.Host", "extId": "h1", "hostName": "n1", "cluster": {"uuid": "c1"}},
    {"$objectType": "x.Host", "extId": "h2"},
    {"$objectType": "x.Cluster", "extId": "c1", "name": "C"},
    {"$objectType": "x.Subnet", "extId": "s1", "networkId": 7},
    {"$objectType": "x.Image", "extId": "i1"},
    {"$objectType": "x.Vm"},
    {"$objectType": "x.Vm", "extId": "v3", "bootConfig": {"$objectType": "x.LegacyBoot"}},
]


def _read(value: object) -> Reading:
    return read(io.BytesIO(json.dumps(value).encode()))


def test_version_3_is_read() -> None:
    estate = _read({"entities": [_V3]}).estate
    (guest,) = estate.guests
    assert (guest.power, guest.firmware, guest.secure_boot) == (Power.ON, "uefi", True)
    assert guest.posture is not None
    assert guest.posture.tpm == "emulated"
    assert [nic.vlan for nic in guest.nics] == ["trunk", None]
    assert "abc" not in (guest.annotation or "")
    assert "host" in estate.columns


def test_version_4_is_read() -> None:
    reading = _read({"data": [_V4, *_OTHERS]})
    first, second = reading.estate.guests
    assert (first.power, first.secure_boot) == (Power.OFF, False)
    assert (second.firmware, second.secure_boot) == ("bios", False)
    assert len(reading.estate.hosts) == 2
    assert [problem.row for problem in reading.problems] == [7]


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
_JSON = _LEAVES | st.lists(_LEAVES, max_size=2) | st.dictionaries(st.text(max_size=3), _LEAVES)


@given(st.sampled_from([*_V3, *_V4, "nics", "createTime"]), _JSON)
def test_any_value_in_any_place_gives_a_reading(key: str, value: object) -> None:
    changed: list[Mapping[str, object]] = [{**_V3, key: value}, {**_V4, key: value}]
    assert _read({"data": [_V4, *changed, value]}).format == "Nutanix"


def test_files_of_others_are_counted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps({"data": [_V4]}))
        archive.writestr("other.json", "{}")
    (report,) = (each for each in read(tmp_path / "a.zip").sheets if each.sheet == "files")
    assert (report.read, report.kept) == (2, 1)
