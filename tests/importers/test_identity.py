"""Who is who in an export, what hangs on what, and what nobody describes."""

import io

from assessments.estate import Kind, Ref, Relation
from assessments.importers import read
from tests.importers.files import INFO, WEB, exported


def reading(**sheets):
    return read(io.BytesIO(exported(**sheets)))


def estate(**sheets):
    return reading(**sheets).estate


def edges(estate, relation):
    return [
        (edge.tail.native_id, edge.head.native_id)
        for edge in estate.edges
        if edge.relation is relation
    ]


def test_machines_are_known_by_their_id_and_never_by_name_or_hardware():
    header = (*INFO, "SMBIOS UUID", "Folder")
    rows = [
        ("web", "poweredOn", "esx1", "vm-1", "vc-1", "same", "/a"),
        ("web", "poweredOn", "esx1", "vm-2", "vc-1", "same", "/b"),
        ("web", "poweredOn", "esx1", "vm-1", "vc-2", "same", "/a"),
    ]
    found = estate(vInfo=[header, *rows])
    assert [(g.ref.source, g.ref.native_id, g.name) for g in found.guests] == [
        ("vc-1", "vm-1", "web"),
        ("vc-1", "vm-2", "web"),
        ("vc-2", "vm-1", "web"),
    ]
    assert [manager.ref.source for manager in found.managers] == ["vc-1", "vc-2"]


def test_without_ids_the_uuid_counts_then_the_name_and_twins_are_numbered_and_said():
    got = reading(
        vInfo=[("VM", "VM UUID"), ("a", "u-1"), ("b", ""), ("b", ""), ("b", "")],
        vDisk=[("VM", "Disk", "Path"), ("b", "Hard disk 1", "[ds] b/b.vmdk")],
    )
    assert [guest.ref.native_id for guest in got.estate.guests] == ["u-1", "b", "b#2", "b#3"]
    assert [len(guest.disks) for guest in got.estate.guests] == [0, 1, 0, 0]
    assert any("2 virtual machines cannot be told from another" in said for said in got.notices)


def test_rows_that_name_no_manager_belong_to_the_only_one():
    source = [("Name", "VI SDK UUID"), ("VMware vCenter Server", "vc-1")]
    found = estate(vInfo=[INFO, WEB], vSource=source, vHost=[("Host",), ("esx1",)])
    assert {host.ref.source for host in found.hosts} == {"vc-1"}
    nobody = estate(vInfo=[("VM",), ("web",)])
    assert [manager.name for manager in nobody.managers] == ["Management server"]


def test_a_manager_is_named_by_its_address_and_described_by_vsource():
    found = estate(
        vInfo=[(*INFO, "VI SDK Server"), (*WEB, "vc.example.test")],
        vSource=[
            ("Name", "Version", "Build", "VI SDK UUID"),
            ("VMware vCenter Server", "8.0.3", "24", "vc-1"),
            ("VMware ESXi", "8.0.3", "25", ""),
        ],
    )
    (manager,) = found.managers
    assert (manager.name, manager.version, manager.build) == ("VMware ESXi", "8.0.3", "25")
    alone = estate(vInfo=[("VM", "VI SDK Server"), ("web", "vc.example.test")])
    assert [m.ref.source for m in alone.managers] == ["vc.example.test"]


def test_unknown_hosts_clusters_datastores_and_networks_become_placeholders_and_are_said():
    got = reading(
        vInfo=[(*INFO, "Cluster", "Datacenter", "Path"), (*WEB, "CL", "DC", "[ds1] web/web.vmx")],
        vNetwork=[("VM", "Network", "VM ID", "VI SDK UUID"), ("web-1", "INT", "vm-1", "vc-1")],
    )
    found = got.estate
    for things in (found.hosts, found.clusters, found.datastores, found.port_groups):
        assert [thing.is_placeholder for thing in things] == [True]
    said = " ".join(got.notices)
    assert "1 virtual machines are on 1 hosts that vHost does not list" in said
    for sheet in ("vCluster", "vDatastore", "vPort or dvPort"):
        assert f"are named but not described in {sheet}: kept as placeholders" in said
    assert got.totals["hosts"] == got.totals["clusters"] == got.totals["datastores"] == 0
    assert got.totals["edges_vm_host"] == 1


WHOLE = {
    "vInfo": [(*INFO, "Cluster", "Datacenter", "Path"), (*WEB, "CL", "DC", "[ds1] web/web.vmx")],
    "vHost": [("Host", "Cluster", "Datacenter", "Object ID", "VI SDK UUID", "ESX Version"),
           ("esx1", "CL", "DC", "host-1", "vc-1", "VMware ESXi 8.0.3 build-1")],
    "vCluster": [("Name", "HA enabled", "VI SDK UUID"), ("CL", "True", "vc-1")],
    "vDatastore": [("Name", "Hosts", "Object ID", "VI SDK UUID"),
                ("ds1", "esx1, gone", "ds-1", "vc-1")],
    "vDisk": [("VM", "Disk", "Path", "VM ID", "VI SDK UUID"),
           ("web-1", "1", "[ds1] web/a.vmdk", "vm-1", "vc-1"),
           ("web-1", "2", "[ds1] web/b.vmdk", "vm-1", "vc-1"),
           ("web-1", "3", "no brackets", "vm-1", "vc-1")],
    "dvSwitch": [("Switch", "Object ID", "VI SDK UUID"), ("DVS", "dvs-1", "vc-1")],
    "dvPort": [("Port", "Switch", "Object ID", "VI SDK UUID"), ("INT", "DVS", "pg-1", "vc-1"),
            ("LOST", "gone", "pg-2", "vc-1")],
    "vSwitch": [("Host", "Switch", "VI SDK UUID"), ("esx1", "vSwitch0", "vc-1")],
    "vPort": [("Host", "Port Group", "Switch", "VI SDK UUID"),
           ("esx1", "VM Net", "vSwitch0", "vc-1")],
    "vNetwork": [("VM", "Network", "Switch", "Host", "VM ID", "VI SDK UUID"),
              ("web-1", "INT", "DVS", "esx1", "vm-1", "vc-1"),
              ("web-1", "VM Net", "vSwitch0", "esx1", "vm-1", "vc-1"),
              ("web-1", "", "", "esx1", "vm-1", "vc-1")],
    "vSnapshot": [("VM", "Name", "Filename", "VM ID", "VI SDK UUID"),
               ("web-1", "s", "[ds1] web/s.vmsn", "vm-1", "vc-1"),
               ("web-1", "s", "", "vm-1", "vc-1")],
}  # fmt: skip


def test_every_dependency_is_read_once():
    found = estate(**WHOLE)
    assert edges(found, Relation.RUNS_ON) == [("vm-1", "host-1")]
    assert edges(found, Relation.MEMBER_OF) == [("vm-1", "DC/CL"), ("host-1", "DC/CL")]
    assert edges(found, Relation.STORED_ON) == [("vm-1", "ds-1"), ("vm-1/s", "ds-1")]
    assert edges(found, Relation.CONNECTED_TO) == [
        ("vm-1", "pg-1"),
        ("vm-1", "esx1/vSwitch0/VM Net"),
    ]
    assert edges(found, Relation.MOUNTS) == [("host-1", "ds-1")]
    assert edges(found, Relation.SNAPSHOT_OF) == [("vm-1/s", "vm-1"), ("vm-1/s#2", "vm-1")]
    assert edges(found, Relation.PART_OF) == [
        ("DC/CL", "DC"),
        ("pg-1", "dvs-1"),
        ("esx1/vSwitch0/VM Net", "esx1/vSwitch0"),
        ("esx1/vSwitch0", "host-1"),
    ]
    assert edges(found, Relation.MANAGED_BY) == [
        ("host-1", "vc-1"),
        ("DC/CL", "vc-1"),
        ("DC", "vc-1"),
    ]


def test_networks_come_from_vinfo_where_there_is_no_vnetwork():
    found = estate(vInfo=[(*INFO, "Network #1", "Network #2"), (*WEB, "INT", "")])
    assert [(nic.label, nic.network) for nic in found.guests[0].nics] == [("Network #1", "INT")]


def test_clusters_of_one_name_in_two_datacenters_are_two():
    found = estate(
        vInfo=[
            ("VM", "Cluster", "Datacenter"),
            ("a", "CL", "North"),
            ("b", "CL", "South"),
            ("c", "CL", ""),
            ("d", "", ""),
        ],
        vCluster=[
            ("Name", "HA enabled"),
            ("CL", "True"),
            ("CL", "False"),
            ("CL", ""),
            ("", "True"),
        ],
    )
    assert [(c.ref.native_id, c.ha) for c in found.clusters] == [
        ("North/CL", True),
        ("South/CL", False),
        ("/CL", None),
    ]
    assert [g.cluster.native_id if g.cluster else "" for g in found.guests] == [
        "North/CL",
        "South/CL",
        "North/CL",
        "",
    ]


def test_clusters_that_nobody_is_in_are_kept_apart_by_number():
    found = estate(vInfo=[("VM",), ("a",)], vCluster=[("Name",), ("CL",), ("CL",)])
    assert [cluster.ref.native_id for cluster in found.clusters] == ["/CL", "/CL#2"]


def test_a_cluster_whose_row_was_given_a_datacenter_by_hand_is_in_it():
    found = estate(
        vInfo=[("VM",), ("a",)], vCluster=[("Name", "Datacenter"), ("CL", "North"), ("CL", "")]
    )
    assert [cluster.ref.native_id for cluster in found.clusters] == ["North/CL", "/CL"]


def test_of_two_datastores_of_one_name_a_machine_is_on_the_one_its_host_sees():
    stores = [("Name", "Hosts", "URL"), ("ds", "esx1", "url-1"), ("ds", "esx2", "url-2")]
    found = estate(
        vInfo=[("VM", "Host", "Path"), ("a", "esx2", "[ds] a.vmx"), ("b", "esx9", "[ds] b.vmx")],
        vDatastore=stores,
    )
    assert [guest.datastore.native_id for guest in found.guests] == ["url-2", "url-1"]


def test_a_host_listed_twice_is_said_and_the_later_row_taken():
    got = reading(
        vInfo=[INFO, WEB],
        vHost=[("Host", "# Cores", "VI SDK UUID"), ("esx1", "8", "vc-1"), ("esx1", "16", "vc-1")],
    )
    (host,) = got.estate.hosts
    assert host.cores == 16
    assert [(p.sheet, p.row, p.words) for p in got.problems] == [
        ("vHost", 3, "is listed twice; the later row was taken")
    ]


def test_a_host_of_which_only_the_name_is_known_is_disconnected_where_columns_could_tell():
    blank = estate(vInfo=[INFO, WEB], vHost=[("Host", "# Cores"), ("esx1", "")])
    silent = estate(vInfo=[INFO, WEB], vHost=[("Host",), ("esx1",)])
    assert [blank.hosts[0].is_connected, silent.hosts[0].is_connected] == [False, None]
    assert silent.hosts[0].time_servers is None


def test_interfaces_of_hosts_nobody_lists_are_kept_by_name():
    found = estate(
        vInfo=[INFO, WEB],
        vSC_VMK=[("Host", "Port Group", "Device"), ("esx7", "Management Network", "vmk0")],
    )
    assert [(s.host, s.host_name) for s in found.services] == [(None, "esx7")]


def test_numbers_of_twins_never_meet_a_name_that_looks_like_one():
    found = estate(
        vInfo=[("VM",), ("a",), ("a#2",), ("a",), ("a",)],
        vSnapshot=[("VM", "Name"), ("a", "s"), ("a", "s"), ("a", "s#2")],
        vHost=[("Host", "Object ID"), ("esx1", "host-1"), ("esx2", "host-1")],
    )
    for things, last in (
        (found.guests, "a#4"),
        (found.snapshots, "a/s#2#2"),
        (found.hosts, "host-1#2"),
    ):
        refs = [thing.ref for thing in things]
        assert len(set(refs)) == len(refs)
        assert refs[-1].native_id == last


def test_a_port_group_is_found_by_switch_then_by_host():
    found = estate(
        vInfo=[(*INFO,), WEB],
        vPort=[("Host", "Port Group", "Switch", "VI SDK UUID"), ("esx1", "INT", "", "vc-1")],
        vNetwork=[("VM", "Network", "Switch", "Host", "VM ID", "VI SDK UUID"),
                  ("web-1", "INT", "somewhere", "esx1", "vm-1", "vc-1")],
    )  # fmt: skip
    assert found.guests[0].nics[0].port_group == Ref(Kind.PORT_GROUP, "vc-1", "esx1//INT")
