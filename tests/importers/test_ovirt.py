"""oVirt: the API's JSON and XML, in whatever order, with numbers as words."""

import io
import json
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Power
from assessments.importers import Reading, read

_VM = {
    "id": "v1",
    "name": "web",
    "status": "down",
    "stop_time": 1700000000000,
    "creation_time": "2020-01-01T00:00:00.000+01:00",
    "memory": "1073741824",
    "description": "pw: abc",
    "bios": {"type": "q35_secure_boot"},
    "cpu": {"topology": {"sockets": "2", "cores": "2", "threads": "1"}},
    "delete_protected": "true",
    "tpm_enabled": "false",
    "host": {"id": "h1"},
    "cluster": {"id": "c1"},
    "nics": {"nic": [{"name": "nic1", "vnic_profile": {"id": "p1"}}, {"name": "nic2"}]},
    "disk_attachments": {
        "disk_attachment": [
            {"id": "d", "disk": {"storage_domains": {"storage_domain": [{"id": "s1"}]}}},
            {},
        ]
    },
    "snapshots": {
        "snapshot": [
            {"id": "s", "description": "x", "persist_memorystate": "true", "date": "1700000000000"},
            {"id": "a", "snapshot_type": "active"},
        ]
    },
    "graphics_consoles": {"graphics_console": [{"protocol": "spice"}]},
    "host_devices": {"host_device": [{"name": "usb_1", "capability": "usb_device"}]},
}
_REST = {
    "host": [
        {
            "id": "h1",
            "name": "host1",
            "status": "maintenance",
            "cluster": {"id": "c1"},
            "ksm": {"enabled": "true"},
            "se_linux": {"mode": "permissive"},
            "cpu": {"topology": {"sockets": "2", "cores": "8"}},
        },
        {"name": "host2", "se_linux": {"mode": "disabled"}},
    ],
    "cluster": [{"id": "c1", "name": "Default"}],
    "data_center": [{"id": "dc1"}],
    "storage_domain": [{"id": "s1", "available": "3145728", "used": "1048576"}, {}],
    "network": [{"id": "n1", "name": "lan", "vlan": {"id": "7"}}],
    "vnic_profile": [
        {
            "id": "p1",
            "network": {"id": "n1"},
            "port_mirroring": "true",
            "pass_through": {"mode": "enabled"},
        }
    ],
    "snapshot": [{"id": "z", "vm": {"id": "v1"}}],
}


def _read(value: object) -> Reading:
    return read(io.BytesIO(json.dumps(value).encode()))


def test_all_lists_together_answer_all_fields() -> None:
    estate = _read({"vm": [_VM], "template": [{"id": "t1"}], **_REST}).estate
    guest, template = estate.guests
    assert guest.ref.source == "dc1"
    assert (guest.power, guest.secure_boot, guest.vcpus) == (Power.OFF, True, 4)
    assert guest.changed_at is not None
    assert guest.posture is not None
    assert (guest.posture.is_protected, guest.posture.tpm) == (True, "none")
    assert guest.posture.loose_settings == ("nic1: port_mirroring", "nic1: pass_through")
    assert [nic.filter for nic in guest.nics] == ["", None]
    assert (template.power, template.vcpus) == (None, None)
    assert [each.confinement for host in estate.hosts if (each := host.posture)] == [
        "selinux permissive",
        "none",
    ]
    assert [store.free_percent for store in estate.datastores] == [75, None]
    assert len(estate.snapshots) == 2
    assert "host.version" in estate.columns


def test_xml_is_read_with_its_lines() -> None:
    words = (
        b'<vms>\n<vm id="v1"><name>web</name><bios><type>q35_ovmf</type></bios>'
        b'<nics><nic id="n"><name>nic1</name></nic></nics></vm></vms>'
        b'<host id="h"><name>h1</name></host>'
    )
    estate = read(io.BytesIO(words)).estate
    (guest,) = estate.guests
    assert (guest.origin.row, guest.secure_boot, len(guest.nics)) == (2, False, 1)
    assert estate.hosts[0].name == "h1"
    assert "snapshot" in estate.absent


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text(max_size=9)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from([*_VM]), st.sampled_from([*_REST]), _JSON)
def test_any_value_in_any_place_gives_a_reading(key: str, kind: str, value: object) -> None:
    whole = {"vm": [{"id": "v0"}, {**_VM, key: value}], **_REST, kind: [value, {"id": value}]}
    assert _read(whole).format == "oVirt"


def test_files_of_others_are_counted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps({"vm": [_VM]}))
        archive.writestr("other.json", "{}")
    (report,) = (each for each in read(tmp_path / "a.zip").sheets if each.sheet == "files")
    assert (report.read, report.kept) == (2, 1)


def test_an_attribute_that_is_called_as_a_list_hides_no_machine():
    odd = (
        '<vms><vm id="v"><name>web</name><nics nic="a"><nic><name>n</name></nic></nics></vm></vms>'
    )
    assert [guest.name for guest in read(io.BytesIO(odd.encode())).estate.guests] == ["web"]
