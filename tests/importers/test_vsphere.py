"""vSphere's objects as JSON: machines, hosts and networks, by pyVmomi's names and govc's."""

import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Kind, Power, Ref
from assessments.importers import Unreadable
from tests.importers.documents import collected, judged, reading, tarred
from tests.importers.vsphere_objects import ABOUT, DISK, PLACES, device, host, upload, vm


def guest(*args, **more):
    (found,) = reading([vm(*args, **more)]).estate.guests
    return found


def test_a_machine_among_what_carries_it():
    got = reading(upload(*PLACES, host(), vm()))
    (found,), (on,) = got.estate.guests, got.estate.hosts
    assert found.ref == Ref(Kind.VM, "vc-uuid", "vm-1")
    assert (found.host, found.datacenter) == (on.ref, "East")
    assert found.cluster == on.cluster == Ref(Kind.CLUSTER, "vc-uuid", "East/CL")
    assert {disk.datastore.native_id for disk in found.disks} == {"datastore-1"}
    assert found.datastore.native_id == "datastore-1"
    assert (found.firmware, found.secure_boot, found.hardware_version) == ("efi", True, 19)
    assert found.disks[0].capacity_mib == 2
    (store,) = got.estate.datastores
    assert (store.hosts, store.host_count) == (("esx-host-1",), 2)
    assert (store.capacity_mib, store.provisioned_mib) == (1024, 1984)
    assert got.estate.managers[0].version == "7.0.3"
    found = judged(upload(*PLACES, host(), vm()))
    assert found["CL-HA"]["objects"] == ["CL"]
    assert found["DS-FULL"]["objects"] == ["ds1"]
    assert found["VC-EOL"]["result"] == found["HOST-ESX-EOL"]["result"] == "finding"


NIC = {"macAddress": "00:50:56:00:00:01", "addressType": "manual", "connectable": {}}
HARDWARE = (
    DISK,
    device(
        "VirtualDisk",
        capacityInBytes=2**20,
        backing={
            "_vimtype": "vim.vm.device.VirtualDisk.RawDiskMappingVer1BackingInfo",
            "fileName": "[ds2] x.vmdk",
            "sharing": "sharingMultiWriter",
            "keyId": {"keyId": "k"},
        },
    ),
    device("VirtualDisk", backing=None),
    device("VirtualDisk", backing={"fileName": "x", "datastore": "datastore-3"}),
    device("VirtualLsiLogicController", key=1000, sharedBus="physicalSharing"),
    device("VirtualVmxnet3", backing={"deviceName": "VM Network"}, **NIC),
    device("VirtualSriovEthernetCard", backing={"port": {"portgroupKey": "dv-1"}}, **NIC),
    device("VirtualE1000", backing={"opaqueNetworkId": "nsx-1"}),
    device("VirtualCdrom", backing={"fileName": "[ds1] x.iso"}, connectable={"connected": True}),
    device("VirtualFloppy"),
    device("VirtualUSB", connected=True, backing={"deviceName": "path:1"}),
    device("VirtualPCIPassthrough"),
    device("VirtualSerialPort"),
    device("VirtualTPM"),
)


def test_a_machines_hardware():
    found = guest(devices=HARDWARE)
    assert [disk.is_raw for disk in found.disks] == [False, True, False, False]
    assert [disk.is_encrypted for disk in found.disks] == [False, True, False, False]
    assert found.disks[0].shared_bus == "physicalSharing"
    assert found.disks[1].sharing == "sharingMultiWriter"
    assert [nic.network for nic in found.nics] == ["VM Network", "dv-1", "nsx-1"]
    assert [nic.adapter for nic in found.nics] == ["Vmxnet3", "passthrough", "E1000"]
    assert [(each.kind, each.is_connected) for each in found.media] == [
        ("cd", True),
        ("floppy", None),
        ("usb", True),
    ]
    kinds = [each.kind for each in found.posture.devices]
    assert kinds == ["network", "usb", "pci", "serial_port"]
    assert found.posture.tpm == "emulated"
    assert guest(devices=()).posture.tpm is None


@pytest.mark.parametrize(
    ("status", "running", "tools"),
    [
        ("guestToolsCurrent", "guestToolsRunning", "current"),
        ("guestToolsNeedUpgrade", "guestToolsRunning", "old"),
        ("guestToolsUnmanaged", "guestToolsNotRunning", "not_running"),
        ("guestToolsNotInstalled", "guestToolsNotRunning", "not_installed"),
        (None, "guestToolsNotRunning", None),
    ],
)
def test_tools(status, running, tools):
    said = {"toolsVersionStatus2": status, "toolsRunningStatus": running}
    assert guest(guest=said).tools == tools


def test_notes_attributes_times_and_limits():
    found = guest(
        config={
            "annotation": "pwd: hunter2",
            "createDate": "2024-01-01T00:00:00Z",
            "changeVersion": "1970-01-01T00:00:00Z",
            "modified": "soon",
            "cpuAllocation": {"limit": -1, "reservation": 5},
            "memoryAllocation": {"limit": 100},
            "sevEnabled": True,
            "migrateEncryption": "disabled",
            "nestedHVEnabled": True,
            "extraConfig": [
                {"key": "isolation.tools.copy.disable", "value": "FALSE"},
                {"key": "isolation.tools.paste.disable", "value": "true"},
                {"key": "RemoteDisplay.vnc.enabled", "value": "TRUE"},
                {"value": 1},
            ],
        },
        availableField=[{"key": 1, "name": "Owner"}, {"key": 2, "name": "Secret key"}],
        customValue=[{"key": 1, "value": "Ada"}, {"key": 2, "value": "x9"}, {"key": 3}],
        tag=[{"key": "prod"}, {}],
        guest={"disk": [{"diskPath": "/", "capacity": 100, "freeSpace": 5}, {"capacity": 0}]},
        summary={"storage": {"committed": 2**30}, "quickStats": {"swappedMemory": 3}},
    )
    assert found.attributes["Owner"] == "Ada"
    assert found.attributes["Tags"] == "prod"
    assert "hunter2" not in str(found)
    assert "x9" not in str(found)
    assert (found.created_at.year, found.changed_at) == (2024, None)
    assert (found.cpu_limit, found.cpu_reservation, found.memory_limit) == (None, 5, 100)
    assert [part.free_percent for part in found.partitions] == [5, None]
    assert (found.provisioned_mib, found.swapped_mib) == (1024, 3)
    assert found.posture.memory_encryption == "SEV"
    assert found.posture.loose_settings == (
        "isolation.tools.copy.disable = FALSE",
        "RemoteDisplay.vnc.enabled = TRUE",
    )
    assert guest(config={"createDate": "2024-01-01T00:00:00"}).created_at.tzinfo is UTC
    assert guest(config={"createDate": "soon"}).created_at is None


def test_snapshots_are_a_tree_with_exact_times():
    tree = [
        {
            "name": "a",
            "snapshot": "vim.vm.Snapshot:snapshot-1",
            "createTime": "2026-01-01T00:00:00Z",
            "state": "poweredOn",
            "childSnapshotList": [{"name": "b", "state": "poweredOff"}, {}],
        }
    ]
    got = reading([vm(snapshot={"rootSnapshotList": tree})])
    assert [(each.name, each.has_memory) for each in got.estate.snapshots] == [
        ("a", True),
        ("b", False),
        ("snapshot", None),
    ]
    assert got.estate.snapshots[0].ref.native_id == "snapshot-1"
    assert got.estate.snapshots[0].taken_at.year == 2026


def test_templates_agents_and_machines_without_an_id():
    got = reading(
        [
            vm(config={"template": True, "firmware": "bios"}),
            vm("vm-2", config={"managedBy": {"type": "cluster-agent"}}),
            {"_vimtype": "vim.VirtualMachine"},
            {"_vimtype": "vim.VirtualMachine", "config": {"uuid": "u-9"}, "summary": 3},
        ]
    )
    kinds = [guest.ref.kind for guest in got.estate.guests]
    assert kinds.count(Kind.TEMPLATE) == 1
    assert got.estate.guests[0].secure_boot is False
    assert [guest.name for guest in got.estate.guests[2:]] == ["machine", "u-9"]
    assert any(said.startswith("1 machines are vSphere's own") for said in got.notices)
    assert any("does not say which management server" in said for said in got.notices)


def test_the_first_of_two_objects_with_one_id_stays():
    assert len(reading([vm(), vm()]).estate.guests) == 1


def test_what_govc_writes_is_read_by_either_spelling():
    new = {
        "virtualMachines": [
            {
                "self": {"type": "VirtualMachine", "value": "vm-7"},
                "name": "app",
                "runtime": {
                    "powerState": "suspended",
                    "host": {"type": "HostSystem", "value": "h-1"},
                },
                "config": {"firmware": "bios"},
            },
            3,
        ]
    }
    old = {
        "VirtualMachines": [{"Self": {"Type": "VirtualMachine", "Value": "vm-7"}, "Name": "app"}]
    }
    (found,) = reading(new).estate.guests
    assert (found.ref.native_id, found.power, found.host.native_id) == (
        "vm-7",
        Power.SUSPENDED,
        "h-1",
    )
    (found,) = reading(old).estate.guests
    assert (found.ref.native_id, found.name) == ("vm-7", "app")
    elements = {"elements": [{"Object": {"_typeName": "HostSystem", "name": "esx"}}]}
    assert reading(json.dumps(elements)).totals["hosts"] == 0


def test_a_configuration_alone_is_a_machine_and_unknown_kinds_are_named():
    alone = {"_typeName": "VirtualMachineConfigInfo", "name": "solo", "instanceUuid": "i-1"}
    got = reading([alone, {"_vimtype": "vim.Task"}, {"self": {"type": "Alarm"}}, {"_vimid": "x"}])
    assert [guest.name for guest in got.estate.guests] == ["solo"]
    assert any("Alarm, Task, objects without a type" in said for said in got.notices)
    refused = [{"what": "permissions", "why": "denied"}]
    got = reading(collected("vsphere", {"objects.json": [alone]}, refused=refused))
    assert "The collector was refused: permissions: denied." in got.notices


def test_an_upload_without_objects_that_are_read_is_refused():
    with pytest.raises(Unreadable, match="Nothing of vSphere JSON could be read"):
        reading([{"_vimtype": "vim.Task"}])
    with pytest.raises(Unreadable, match="no JSON"):
        reading('{"_vimtype": ')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "key", "name", "label", "server"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        [
            "name",
            "parent",
            "runtime",
            "config",
            "guest",
            "summary",
            "snapshot",
            "customValue",
            "availableField",
        ],
        ["config", "hardware", "device"],
        ["config", "extraConfig"],
        ["config", "files", "vmPathName"],
        ["config", "product", "version"],
        ["config", "network", "portgroup"],
        ["hardware", "memorySize"],
    ]
)


@given(st.sampled_from([vm, host]), PATHS, JSON)
def test_whatever_stands_anywhere_there_is_a_reading(make, path, value):
    thing = make()
    inner = thing
    for name in path[:-1]:
        inner = inner.setdefault(name, {}) if isinstance(inner, dict) else {}
        if not isinstance(inner, dict):
            return
    inner[path[-1]] = value
    assert reading(upload(*PLACES, thing)).format == "vsphere-json"


def test_what_govc_says_of_the_server_ties_its_files_together():
    about = {"about": {key: value for key, value in ABOUT.items() if key != "_vimtype"}}
    files = {"about.json": json.dumps(about), "machines.json": json.dumps([vm()])}
    got = reading(tarred(files))
    assert got.estate.guests[0].ref.source == "vc-uuid"
    assert got.estate.managers[0].version == "7.0.3"
