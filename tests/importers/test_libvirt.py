"""libvirt's documents: machines, what is around them, and where each was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Kind, Power, Ref
from assessments.importers import NotRecognised, Unreadable
from tests.importers.documents import collected, guests, judged, reading, tarred

UUID = "5716121d-a66a-9572-fa2e-a9102bdda126"


def domain(inside="", *, head="", name="web", uuid=UUID, attributes="type='kvm'"):
    return (
        f"<domain {attributes}><name>{name}</name><uuid>{uuid}</uuid>{head}"
        f"<devices>{inside}</devices></domain>"
    )


def one(*args, **more):
    (guest,) = reading(domain(*args, **more)).estate.guests
    return guest


def test_a_machine_with_its_disks_adapters_and_drives():
    guest = one(
        "<disk type='file' device='disk'><driver name='qemu' cache='unsafe'/>"
        "<source file='/srv/images/web.qcow2'><encryption format='luks'/></source>"
        "<target dev='vda'/><shareable/></disk>"
        "<disk type='block' device='lun' rawio='yes'><source dev='/dev/vg/x'/><transient/></disk>"
        "<disk type='network' device='disk'><source protocol='rbd' name='pool1/img'/></disk>"
        "<disk type='volume' device='disk'><source pool='fast' volume='v'/></disk>"
        "<disk type='file' device='disk'><target dev='vde'/></disk>"
        "<disk type='nvme' device='disk'><source type='pci'/></disk>"
        "<disk type='file' device='cdrom'><source file='/iso/x.iso'/></disk>"
        "<disk type='file' device='floppy'/>"
        "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>"
        "<filterref filter='clean-traffic'/><vlan trunk='yes'><tag id='7'/></vlan></interface>"
        "<interface type='network' trustGuestRxFilters='yes'>"
        "<source network='lan' portgroup='dmz'/><link state='down'/></interface>"
        "<interface type='user'/><interface type='hostdev'><source/></interface>",
        head="<memory unit='GiB'>2</memory><vcpu>4</vcpu>",
    )
    stores = [each.datastore.native_id if each.datastore else None for each in guest.disks]
    assert stores == ["//srv/images", "//dev/vg", "rbd:pool1", "/fast", None, None]
    first, second, *_ = guest.disks
    assert (first.is_encrypted, first.cache, first.sharing) == (
        True,
        "unsafe",
        "sharingMultiWriter",
    )
    assert (second.is_raw, second.mode) == (True, "independent_nonpersistent")
    assert [(each.kind, each.is_connected) for each in guest.media] == [
        ("cd", True),
        ("floppy", False),
    ]
    assert [nic.network for nic in guest.nics] == ["br0", "lan/dmz", None, None]
    assert [nic.filter for nic in guest.nics] == ["clean-traffic", "", "", ""]
    assert (guest.nics[0].vlan, guest.nics[1].is_connected) == ("7, trunk", False)
    assert (guest.nics[1].trusts_guest, guest.nics[3].adapter) == (True, "passthrough")
    assert (guest.memory_mib, guest.vcpus) == (2048, 4)


def test_a_machine_without_anything_is_still_one():
    (guest,) = reading("<domain/>").estate.guests
    assert (guest.name, guest.ref.native_id, guest.host) == ("machine", "/machine", None)
    assert guest.power is None


def test_notes_become_attributes_only_where_every_part_is_one():
    guest = one(head="<title>Web</title><description>owner: Ada; zone: RES</description>")
    assert guest.attributes == {"Owner": "Ada", "Zone": "RES"}
    assert guest.annotation == "Web\nowner: Ada; zone: RES"
    assert one(head="<description>owner: Ada; see wiki</description>").attributes == {}


def test_other_programs_metadata_is_kept_and_secrets_in_it_are_not():
    guest = one(
        head="<description>pw: hunter2</description><metadata>"
        "<n:inst xmlns:n='urn:n'><n:user>ada</n:user><n:password>x1</n:password><n:e/></n:inst>"
        "</metadata>"
    )
    assert guest.attributes["User"] == "ada"
    assert "hunter2" not in str(guest)
    assert "x1" not in str(guest.attributes)
    assert "Annotation" in guest.secret_columns


@pytest.mark.parametrize(
    ("address", "system"),
    [
        ("http://ubuntu.com/ubuntu/22.04", "Ubuntu 22.04"),
        ("http://microsoft.com/win/2k8r2", "Windows Server 2008 R2"),
        ("http://microsoft.com/win/10", "Windows 10"),
        ("http://haiku-os.org/haiku/r1", "haiku r1"),
        ("nonsense", None),
    ],
)
def test_the_system_is_read_from_the_list_of_systems(address, system):
    head = f"<metadata><l:os xmlns:l='urn:l' id='{address}'/></metadata>"
    assert one(head=head).os_configured == system
    assert one(head="<metadata/>").os_configured is None


def test_the_systems_age_is_judged_where_it_is_named():
    head = "<metadata><l:os xmlns:l='urn:l' id='http://ubuntu.com/ubuntu/14.04'/></metadata>"
    assert judged(domain(head=head))["VM-OS-EOL"]["objects"] == ["web"]


def test_hardware_ids_are_read():
    system = "<sysinfo><system><entry name='serial'>1</entry><entry name='uuid'>u9</entry></system>"
    assert one(head=system + "</sysinfo>").smbios_uuid == "u9"


@pytest.mark.parametrize(
    ("size", "mebibytes"),
    [
        ("<memory>2048</memory>", 2),
        ("<memory unit='b'>1048576</memory>", 1),
        ("<memory unit='parsec'>1</memory>", None),
        ("<memory>many</memory>", None),
        ("", None),
    ],
)
def test_sizes_have_units(size, mebibytes):
    assert one(head=size).memory_mib == mebibytes


def test_a_running_machine_has_an_id_and_another_one_is_not_known_to_be_off():
    assert one(attributes="type='kvm' id='3'").power is Power.ON
    assert one().power is None
    off = f"<domstatus state='shutoff'>{domain()}</domstatus>"
    assert reading(off).estate.guests[0].power is Power.OFF
    with pytest.raises(Unreadable, match="no machine"):
        reading("<domstatus state='running'/>")


def test_states_that_the_collector_asked_for_count():
    files = {
        "kvm1/domains/a.xml": domain(),
        "kvm1/domains/b.xml": domain(name="db", uuid="u-2"),
        "kvm1/states.txt": f"{UUID} running\ndb shut off\nodd half awake\n\n",
    }
    found = guests(collected("libvirt", files))
    assert (found["web"].power, found["db"].power) == (Power.ON, Power.OFF)
    assert judged(collected("libvirt", files))["VM-SNAP-AGE"]["result"] == "pass"


def test_one_machine_on_two_hosts_is_read_where_it_runs():
    content = tarred(
        {
            "kvm1/domains/web.xml": domain(),
            "kvm2/domains/web.xml": domain(attributes="type='kvm' id='1'"),
            "kvm3/domains/web.xml": domain(),
        }
    )
    got = reading(content)
    assert [guest.host.native_id for guest in got.estate.guests] == ["kvm2"]
    assert any("2 machines are described more than once" in said for said in got.notices)


def test_snapshots_say_when_and_whether_memory_lies_in_them():
    def snapshot(name, memory="", state="running", made="1790977244", of=f"<uuid>{UUID}</uuid>"):
        return (
            f"<domainsnapshot><name>{name}</name><state>{state}</state>{memory}"
            f"<creationTime>{made}</creationTime><domain>{of}</domain></domainsnapshot>"
        )

    several = [
        snapshot("a", "<memory snapshot='internal'/>"),
        snapshot("b", "<memory snapshot='no'/>"),
        snapshot("c"),
        snapshot("d", state="disk-snapshot"),
        snapshot("d", made="x"),
        snapshot("e", of=""),
    ]
    got = reading(domain() + "".join(several))
    assert [each.has_memory for each in got.estate.snapshots] == [True, False, True, False, True]
    assert got.estate.snapshots[0].taken_at.year == 2026
    assert got.estate.snapshots[4].ref == Ref(Kind.SNAPSHOT, "libvirt", f"{UUID}/d#2")
    assert [problem.column for problem in got.problems] == ["creationTime", "domain/uuid"]
    assert judged(domain() + several[0])["VM-SNAP-MEM"]["count"] == 1
    nameless = f"<domainsnapshot><domain><uuid>{UUID}</uuid></domain></domainsnapshot>"
    assert reading(domain() + nameless).estate.snapshots[0].has_memory is None


def test_networks_pools_and_hosts_around_machines():
    files = {
        "kvm1/domains/web.xml": domain(
            "<interface type='bridge'><source bridge='br0'/></interface>"
            "<disk type='file'><source file='/srv/a/x.img'/></disk>"
            "<disk type='volume'><source pool='fast' volume='x'/></disk>"
        ),
        "kvm1/networks/lan.xml": "<network><name>lan</name><forward mode='bridge'/>"
        "<bridge name='br0'/><vlan><tag id='5'/></vlan>"
        "<portgroup name='a' default='yes'><vlan><tag id='6'/></vlan></portgroup>"
        "<portgroup name='b'><vlan><tag id='7'/><tag id='8'/></vlan></portgroup></network>",
        "kvm1/pools/fast.xml": "<pool type='dir'><name>fast</name><capacity unit='bytes'>104857600"
        "</capacity><available unit='bytes'>5242880</available><target><path>/srv/a</path></target>"
        "</pool>",
        "kvm1/pools/odd.xml": "<pool type='zfs'><name>odd</name></pool>",
        "kvm1/nwfilters/f.xml": "<filter name='f'/>",
        "kvm1/volumes/v.xml": "<volume><name>v</name></volume>",
        "kvm1/other.xml": "<odd/>",
        "kvm1/readme.txt": "hello",
        "kvm1/capabilities.xml": "<capabilities><host><uuid>h-1</uuid><topology><cells><cell>"
        "<memory unit='KiB'>2048</memory><cpus><cpu id='0' socket_id='0' core_id='0'/>"
        "<cpu id='1' socket_id='0' core_id='0'/></cpus></cell></cells></topology>"
        "<secmodel><model>dac</model></secmodel></host></capabilities>",
    }
    got = reading(tarred(files))
    groups = {group.name: group.vlan for group in got.estate.port_groups}
    assert groups == {"br0": "5", "lan": "5", "lan/a": "6", "lan/b": "7,8"}
    stores = {each.name: each for each in got.estate.datastores}
    assert (stores["fast"].capacity_mib, round(stores["fast"].free_percent)) == (100, 5)
    assert stores["odd"].free_percent is None
    (host,) = got.estate.hosts
    assert (host.cores, host.memory_mib, host.posture.confinement) == (1, 2, "none")
    found = judged(tarred(files))
    assert found["HOST-UNCONFINED"]["objects"] == ["kvm1"]
    assert found["DS-FULL"]["objects"] == ["fast"]
    assert found["NET-TRUNK"]["objects"] == ["lan/b"]
    assert "Not read, because no check needs it or nobody knows it: <odd>." in got.notices


def test_capabilities_without_a_folder_name_the_host_themselves():
    alone = "<capabilities><host><uuid>h-1</uuid></host></capabilities>"
    (host,) = reading(domain() + alone).estate.hosts
    assert host.ref.native_id == "h-1"


def test_a_broken_file_among_others_is_a_problem_and_alone_it_is_refused():
    got = reading(tarred({"a.xml": "<domain><name>", "b.xml": domain()}))
    assert (len(got.estate.guests), got.problems[0].sheet) == (1, "a.xml")
    with pytest.raises(Unreadable, match="Nothing of libvirt could be read"):
        reading("<domain><name>")
    with pytest.raises(NotRecognised):
        reading("<html><body/></html>")


def test_what_an_upload_lacks_is_said_with_the_command_that_gives_it():
    found = judged(domain())
    assert "virsh snapshot-dumpxml" in found["VM-SNAP-AGE"]["reason"]
    assert "states.txt" in found["VM-OFF"]["reason"]
    assert "virsh capabilities" in found["HOST-UNCONFINED"]["reason"]


TAGS = st.sampled_from(
    [
        "name",
        "uuid",
        "memory",
        "devices",
        "disk",
        "source",
        "target",
        "interface",
        "graphics",
        "listen",
        "seclabel",
        "tpm",
        "backend",
        "cpu",
        "feature",
        "hostdev",
        "filesystem",
        "driver",
        "os",
        "loader",
        "channel",
        "serial",
        "vlan",
        "tag",
    ]
)
TREES = st.recursive(
    st.text("ab<&'0\x00é", max_size=6).map(lambda t: t.replace("<", "").replace("&", "")),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]} type='{pair[0]}'>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=5))
def test_whatever_a_machine_holds_there_is_a_reading_or_words(parts):
    try:
        got = reading(domain("".join(parts), head="".join(parts)))
    except Unreadable:
        return
    assert got.totals["vms"] == 1
