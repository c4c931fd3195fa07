"""Proxmox VE's files: machines as configured, what holds now, and what the cluster says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Kind, Power
from assessments.importers import Unreadable
from assessments.importers.proxmox import configs
from tests.importers.documents import collected, judged, reading, tarred

PATH = "etc/pve/nodes/n1/qemu-server/100.conf"
NODE = {
    "id": "node/n1",
    "type": "node",
    "node": "n1",
    "status": "online",
    "maxcpu": 8,
    "maxmem": 2**30,
    "mem": 2**29,
    "uptime": 86_400,
}
ROW = {
    "id": "qemu/100",
    "type": "qemu",
    "vmid": 100,
    "node": "n1",
    "name": "web",
    "status": "running",
    "maxmem": 2**30,
    "maxcpu": 2,
    "tags": "prd;res",
    "pool": "shop",
}


def one(text, **files):
    members = {PATH: text, **files}
    (guest,) = reading(tarred(members)).estate.guests
    return guest


EVERYTHING = (
    "# Web%20shop\n# pw: hunter2\nname: web\ncores: 2\nsockets: 2\nmemory: 4096\nbios: ovmf\n"
    "efidisk0: fast:vm-100-disk-9,efitype=4m,pre-enrolled-keys=1\nostype: w2k3\n"
    "tpmstate0: fast:vm-100-disk-8,version=v2.0\nagent: enabled=1,fstrim_cloned_disks=1\n"
    "cpu: cputype=Skylake-Server-IBRS\nmachine: pc-q35-9.0+pve1\nprotection: 1\nlock: backup\n"
    "scsi0: fast:vm-100-disk-0,size=32G,cache=unsafe,backup=0\nscsi1: /dev/sdb,size=1T\n"
    "ide2: local:iso/x.iso,media=cdrom\nide3: none,media=cdrom\n"
    "ide0: a:vm-100-cloudinit,media=cdrom\n"
    "net0: virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=10\n"
    "net1: model=e1000,macaddr=BC:24:11:00:00:02,bridge=vmbr1,trunks=1;5-7,link_down=1\n"
    "net2: virtio\nhostpci0: 0000:3b:00.0\nusb0: spice\nusb1: host=1-2\nserial0: socket\n"
    "serial1: /dev/ttyS0\nparallel0: /dev/lp0\nvirtiofs0: dirid=share\nhostpci1: mapping=gpu\n"
    "args: -device x\nhookscript: local:snippets/h.pl\namd-sev: type=snp\ncipassword: secret1\n"
    "sshkeys: ssh-ed25519%20AAAA\nspice_enhancements: foldersharing=1\nvga: qxl,clipboard=vnc\n"
    "smbios1: uuid=u-1\nmeta: creation-qemu=9.0,ctime=1700000000\ntags: prd;res\n"
)


def test_a_machine_with_everything():
    guest = one(EVERYTHING)
    assert (guest.name, guest.label, guest.vcpus, guest.memory_mib) == ("web", "100", 4, 4096)
    assert guest.annotation.startswith("Web shop")
    assert "hunter2" not in str(guest)
    assert "secret1" not in str(guest)
    assert (guest.firmware, guest.secure_boot) == ("uefi", True)
    assert guest.os_configured == "Windows Server 2003"
    assert guest.created_at.year == 2023
    assert guest.attributes == {"Tags": "prd, res"}


def test_disks_drives_and_adapters():
    guest = one(EVERYTHING)
    assert [disk.datastore and disk.datastore.native_id for disk in guest.disks] == [
        "n1/fast",
        None,
    ]
    assert [(disk.capacity_mib, disk.in_backup) for disk in guest.disks] == [
        (32_768, False),
        (1_048_576, True),
    ]
    assert [(each.label, each.is_connected) for each in guest.media] == [
        ("ide2", True),
        ("ide3", False),
    ]
    assert [(nic.network, nic.filter, nic.vlan) for nic in guest.nics] == [
        ("vmbr0.10", "firewall", "10"),
        ("vmbr1", "", "trunk 1;5-7"),
        (None, "", None),
    ]
    assert [(nic.adapter, nic.mac) for nic in guest.nics] == [
        ("virtio", "BC:24:11:00:00:01"),
        ("e1000", "BC:24:11:00:00:02"),
        ("virtio", None),
    ]


def test_how_a_machine_is_kept_apart():
    posture = one(EVERYTHING).posture
    assert [device.kind for device in posture.devices] == [
        "pci",
        "pci",
        "directory",
        "parallel_port",
        "usb_redirection",
        "usb",
        "serial_port",
    ]
    assert posture.overrides == ("args", "hookscript")
    assert posture.loose_settings == ("foldersharing", "clipboard")
    assert (posture.tpm, posture.memory_encryption, posture.lock) == (
        "emulated",
        "SEV snp",
        "backup",
    )
    assert (posture.machine_version, posture.has_mitigations) == (9, True)


def test_a_machine_of_which_little_is_set_has_the_defaults():
    guest = one("ostype: win10\ncores: many\nscsi0: fast:d,size=odd\nmeta: ctime=never\n")
    posture = guest.posture
    assert (guest.name, guest.vcpus, guest.memory_mib) == ("machine 100", 1, 512)
    assert (guest.firmware, guest.secure_boot, guest.created_at) == ("bios", False, None)
    assert (posture.tpm, posture.has_agent, posture.is_protected) == ("none", False, False)
    assert (posture.cpu, posture.has_mitigations, posture.is_nested) == ("kvm64", False, False)
    assert guest.os_configured == "Windows (win10)"
    assert guest.disks[0].capacity_mib is None


@pytest.mark.parametrize(
    ("cpu", "is_nested", "is_host", "is_safe"),
    [
        ("host", None, True, None),
        ("x86-64-v2-AES", False, False, None),
        ("kvm64,flags=+spec-ctrl", False, False, True),
        ("EPYC,flags=+nested-virt", True, False, True),
    ],
)
def test_processors(cpu, is_nested, is_host, is_safe):
    got = one(f"cpu: {cpu}\n").posture
    assert (got.is_nested, got.is_host_cpu, got.has_mitigations) == (is_nested, is_host, is_safe)


def test_memory_may_be_encrypted_by_either_technique():
    assert one("intel-tdx: type=tdx\n").posture.memory_encryption == "TDX tdx"
    assert one("memory: current=2048,max=4096\n").memory_mib == 2048


def test_what_stands_below_a_section_is_not_current():
    text = (
        "cores: 2\ncores: 4\nparent: b\nodd line\n[PENDING]\ncores: 9\n[a]\n# told\ncores: 1\n"
        "snaptime: 1790000000\nvmstate: fast:state\n[special:cloudinit]\nname: x\n[b]\n"
        "snaptime: x\n"
    )
    got = reading(tarred({PATH: text}))
    assert got.estate.guests[0].vcpus == 4
    assert [(each.name, each.has_memory, each.origin.row) for each in got.estate.snapshots] == [
        ("a", True, 7),
        ("b", False, 14),
    ]
    assert got.estate.snapshots[1].taken_at is None
    assert [(each.row, each.words) for each in got.problems] == [(4, "is no setting: 'odd line'")]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "firewall"),
        ({"etc/pve/firewall/100.fw": "[OPTIONS]\nenable: 1\n"}, "firewall"),
        ({"etc/pve/firewall/100.fw": "[OPTIONS]\nenable: 0\n"}, ""),
        ({"etc/pve/firewall/101.fw": "[OPTIONS]\nenable: 1\n"}, ""),
        ({"etc/pve/firewall/cluster.fw": "[OPTIONS]\n# x: 1\nenable: 0\n"}, ""),
        ({"etc/pve/firewall/cluster.fw": "[OPTIONS]\nenable: 1\n[RULES]\nenable: 0\n"}, "firewall"),
    ],
)
def test_a_firewall_counts_only_where_those_above_are_on(files, expected):
    assert one("net0: virtio=BC:24:11:00:00:01,firewall=1\n", **files).nics[0].filter == expected


def test_a_firewall_that_lets_all_in_or_any_address_out_is_loose():
    loose = "[OPTIONS]\nenable: 1\npolicy_in: ACCEPT\nmacfilter: 0\n"
    guest = one("cores: 1\n", **{"etc/pve/firewall/100.fw": loose})
    assert guest.posture.loose_settings == ("policy_in ACCEPT", "macfilter 0")


def cluster(**more):
    return {
        "etc/pve/corosync.conf": "totem {\n  cluster_name: east\n}\n",
        "cluster-resources.json": [NODE, ROW, {"id": "lxc/5", "type": "lxc", "vmid": 5}],
        "version.json": {"data": {"release": "8.1", "version": "8.1.4", "repoid": "x"}},
        "etc/pve/firewall/cluster.fw": "[OPTIONS]\nenable: 1\npolicy_in: ACCEPT\n",
        "etc/pve/nodes/n1/host.fw": "[OPTIONS]\nenable: 1\n",
        "etc/pve/priv/authkey.key": "-----BEGIN",
        **more,
    }


def test_the_cluster_names_its_parts_and_describes_its_nodes():
    got = reading(collected("proxmox", cluster(**{PATH: "name: web\ntemplate: 1\n"})))
    (guest,), (host,) = got.estate.guests, got.estate.hosts
    assert (guest.ref.source, guest.ref.kind, guest.power) == (
        "proxmox:east",
        Kind.TEMPLATE,
        Power.ON,
    )
    assert (guest.resource_pool, guest.attributes) == ("shop", {"Tags": "prd, res"})
    assert (host.product, host.version, host.cores, host.memory_mib) == (
        "Proxmox VE",
        "8.1.4",
        8,
        1024,
    )
    assert host.boot_time.isoformat() == "2026-10-31T08:00:00+00:00"
    assert host.posture.firewall_blocks is False
    assert got.totals["clusters"] == 1
    assert any(said.startswith("1 containers are left out") for said in got.notices)
    found = judged(collected("proxmox", cluster()))
    assert found["HOST-ESX-EOL"]["objects"] == ["n1"]
    assert found["HOST-FIREWALL"]["objects"] == ["n1"]


def test_a_machine_that_only_the_list_names_is_kept_without_its_settings():
    got = reading([NODE, ROW])
    (guest,) = got.estate.guests
    assert (guest.vcpus, guest.memory_mib, guest.posture, guest.firmware) == (2, 1024, None, None)
    assert any("does not name its cluster" in said for said in got.notices)
    found = judged([NODE, ROW])
    assert "add /etc/pve/nodes" in found["VM-NO-TPM"]["reason"]
    assert found["VM-OFF"]["result"] == "pass"
    bare = reading({"data": [{"id": "qemu/1", "type": "qemu", "maxmem": "x"}]}).estate.guests[0]
    assert (bare.vcpus, bare.memory_mib, bare.host) == (None, None, None)


def test_storage_is_one_thing_where_it_is_shared_and_one_for_each_node_where_not():
    def storage(node, name, **more):
        row = {"id": f"storage/{node}/{name}", "type": "storage", "node": node, "storage": name}
        return {**row, "status": "available", "maxdisk": 2**30, "disk": 2**29, **more}

    rows = [
        NODE,
        {**NODE, "id": "node/n2", "node": "n2", "status": "offline", "maxmem": 0},
        storage("n1", "fast", shared=1),
        storage("n2", "fast", shared=1, status="unknown"),
        storage("n1", "local", maxdisk=0),
        storage("n2", "local", disk=None),
    ]
    got = reading(tarred({"a.json": json.dumps(rows), PATH: "scsi0: fast:d,size=1G\n"}))
    stores = {each.ref.native_id: each for each in got.estate.datastores}
    assert sorted(stores) == ["fast", "n1/local", "n2/local"]
    assert (stores["fast"].hosts, stores["fast"].is_accessible) == (("n1", "n2"), False)
    assert stores["fast"].free_percent == 50
    assert got.estate.guests[0].disks[0].datastore.native_id == "fast"
    assert [host.is_connected for host in got.estate.hosts] == [True, False]


def test_facts_of_the_api_and_files_that_are_none():
    status = {"data": [{"type": "cluster", "name": "west"}, {"type": "node", "name": "n1"}]}
    got = reading(collected("proxmox", {"cluster-status.json": status, PATH: "cores: 1\n"}))
    assert got.estate.guests[0].ref.source == "proxmox:west"
    got = reading(tarred({"a.json": "{broken", PATH: "cores: 1\n", "corosync.conf": "x"}))
    assert got.problems[0].sheet == "a.json"
    refused = [{"what": "firewall", "why": "403"}]
    got = reading(collected("proxmox", {PATH: "cores: 1\n"}, refused=refused))
    assert "The collector was refused: firewall: 403." in got.notices


def test_an_upload_without_machines_is_refused():
    with pytest.raises(Unreadable, match="Nothing of Proxmox VE could be read"):
        reading(collected("proxmox", {"priv/100.fw": "[OPTIONS]\n"}))


@pytest.mark.parametrize(
    "text", ["VM;Host\nweb;n1\n", "note: hello\n", "# only\n", "cores: 1\nx\n"]
)
def test_a_text_that_is_more_than_a_configuration_is_none(text):
    assert not configs.looks_like_one(text)


KEYS = st.sampled_from(["net0", "scsi0", "cpu", "meta", "memory", "hostpci0", "usb0", "efidisk0"])
VALUES = st.text("=,:;+0123456789abBC [é", max_size=30)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=8))
def test_whatever_is_set_a_machine_is_read(settings):
    text = "cores: 1\n" + "".join(f"{key}: {value}\n" for key, value in settings)
    assert reading(tarred({PATH: text})).totals["vms"] == 1


def test_problems_beyond_a_thousand_are_counted():
    odd = "cores: 1\n" + "odd line\n" * 20
    files = {PATH.replace("100", str(100 + number)): odd for number in range(51)}
    got = reading(tarred(files))
    assert len(got.problems) == 1_000
    assert "20 more problems are not listed." in got.notices
