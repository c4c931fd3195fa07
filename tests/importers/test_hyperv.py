"""Hyper-V: the collector's envelope and the plain list of machines."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Power
from assessments.importers import Reading, read
from assessments.importers.members import Member
from assessments.importers.records import document

_NIC = {
    "Name": "Network Adapter",
    "SwitchName": "External",
    "MacAddressSpoofing": "On",
    "DhcpGuard": "Off",
    "RouterGuard": "On",
    "PortMirroringMode": "Source",
    "DynamicMacAddressEnabled": True,
    "Vlan": {"OperationMode": "Trunk", "AllowedVlanIdList": "10-20", "AccessVlanId": 0},
}
_VM = {
    "VMId": "a-1",
    "Name": "web",
    "State": "Running",
    "Generation": 2,
    "Notes": "password: hunter2",
    "CreationTime": "2025-01-01T10:00:00Z",
    "Security": {
        "TpmEnabled": True,
        "Shielded": True,
        "EncryptStateAndVmMigrationTraffic": True,
        "VirtualizationBasedSecurityOptOut": True,
    },
    "Firmware": {"SecureBoot": "On"},
    "NetworkAdapters": [_NIC, {"MacAddressSpoofing": "Off"}],
    "HardDrives": [{"Path": "C:\\web.vhdx"}],
    "DVDDrives": {"Path": "C:\\tools.iso"},
    "AssignableDevices": [{"InstanceID": "PCIP\\VEN_10DE"}],
    "IntegrationServices": [{"Name": "Guest Service Interface", "Enabled": True}, {"Name": "VSS"}],
    "Checkpoints": [{"Id": "c1", "Name": "before", "State": "Running", "CreationTime": "x"}, {}],
}
_HOST = {
    "Name": "hv1",
    "ClusterName": "HVC",
    "VirtualMachineMigrationAuthenticationType": "CredSSP",
}


def _read(value: object) -> Reading:
    return read(io.BytesIO(json.dumps(value).encode()))


def _collected(*files: object) -> Reading:
    return _read(
        {
            "vsrisk_collect": 1,
            "taken_at": "2026-01-01T00:00:00Z",
            "files": [
                {"path": f"h{number}/hyper-v.json", "json": each}
                for number, each in enumerate(files)
            ],
            "refused": [{"what": "hv1/db firmware", "why": "denied"}],
        }
    )


def test_the_collectors_file_answers_all_settings() -> None:
    reading = _collected(
        {"Host": _HOST, "VMs": [_VM], "Switches": [{"Name": "External"}, {}]}, {"other": 1}
    )
    (guest,) = reading.estate.guests
    posture = guest.posture
    assert posture is not None
    assert (posture.firmware, posture.tpm, posture.is_encrypted) == ("uefi", "emulated", True)
    assert (posture.migration_encryption, guest.secure_boot) == ("required", True)
    assert [(nic.filter, nic.vlan) for nic in guest.nics] == [
        ("", "10-20"),
        ("address guard", None),
    ]
    assert len(posture.loose_settings) == 4
    assert "hunter2" not in (guest.annotation or "")
    assert [each.has_memory for each in reading.estate.snapshots] == [True, None]
    assert [problem.column for problem in reading.problems] == ["Name", "CreationTime"]
    assert any("denied" in words for words in reading.notices)
    (host,) = reading.estate.hosts
    assert host.cluster is not None
    assert host.posture is not None
    assert host.posture.settings == {"VirtualMachineMigrationAuthenticationType": "CredSSP"}


def test_windows_powershells_numbers_dates_and_encoding_are_read() -> None:
    plain = {
        "VMId": "b",
        "Name": "old",
        "State": 3,
        "Generation": 1,
        "ComputerName": "hv2",
        "CreationTime": "/Date(1234567890123)/",
        "NetworkAdapters": [{"MacAddressSpoofing": 0}],
    }
    reading = read(io.BytesIO(json.dumps(plain).encode("utf-16")))
    (guest,) = reading.estate.guests
    assert guest.power is Power.OFF
    assert guest.secure_boot is False
    assert guest.nics[0].filter is None
    assert guest.created_at is not None
    assert guest.created_at.year == 2009
    assert "posture.tpm" in reading.estate.absent


def test_what_is_no_machine_is_told() -> None:
    nameless = {"VMId": None, "State": 6, "Generation": 7}
    reading = _read([{"VMId": "a", "State": 9, "Generation": 2}, nameless, 5])
    assert len(reading.estate.guests) == 1
    assert reading.problems[0].row == 3


def test_damaged_json_is_no_document() -> None:
    assert document(Member("", b"{")) is None


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text(max_size=9)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from([*_VM, "Id"]), _JSON, st.sampled_from([*_NIC]), _JSON, _JSON)
def test_any_value_in_any_place_gives_a_reading(
    key: str, value: object, nic_key: str, nic_value: object, host: object
) -> None:
    machine = {**_VM, "NetworkAdapters": [{**_NIC, nic_key: nic_value}], key: value}
    readings = (
        _read({"Host": host, "VMs": [machine, value], "Switches": [value]}),
        _read({"Host": {**_HOST, "MemoryCapacity": value}, "VMs": value, "Switches": host}),
    )
    assert all(reading.format == "Hyper-V" for reading in readings)
