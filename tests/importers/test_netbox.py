"""NetBox's REST pages: machines and what is around them, of version 3 and 4, and junk."""

import io
from datetime import UTC, datetime

import pytest

from assessments import checks
from assessments.estate import Power
from assessments.importers import Reading, read, wire
from assessments.importers.netbox import LABEL
from tests.importers.files import zipped
from tests.importers.netbox_pages import machine, nested, page, record, written

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
VM = nested(1, "web")


def reading(document):
    return read(io.BytesIO(written(document)))


def several(*documents):
    return read(
        io.BytesIO(zipped({f"{n}.json": written(each) for n, each in enumerate(documents)}))
    )


def one(**fields):
    """The only machine."""
    return reading(page(machine(**fields))).estate.guests[0]


def judged(estate):
    return checks.summary(checks.run(estate, as_of=AS_OF))


def test_a_machine_becomes_a_guest_with_what_the_register_says():
    got = reading(page(machine(tags=[{"name": "gold"}, {"name": "zone:RES"}, {}])))
    (guest,) = got.estate.guests
    assert (guest.ref.source, guest.ref.native_id) == ("netbox:netbox.example", "1")
    assert (guest.name, guest.label, guest.power) == ("web", "web", Power.ON)
    assert (guest.vcpus, guest.memory_mib, guest.datacenter) == (2, 4096, "Bonn")
    assert (guest.cluster.native_id, guest.os_configured) == ("7", "Ubuntu 22.04")
    assert guest.attributes == {
        "Status": "Active",
        "Tenant": "Sales",
        "Role": "Web server",
        "Tags": "gold",
        "zone": "RES",
    }
    assert [cluster.is_placeholder for cluster in got.estate.clusters] == [True]
    assert [manager.product for manager in got.estate.managers] == [LABEL]
    assert wire.decode(Reading, wire.encode(got)) == got
    assert got.problems == ()


@pytest.mark.parametrize(
    ("said", "power"),
    [
        ({"value": "active", "label": "Active"}, Power.ON),
        ("offline", Power.OFF),
        ({"value": "decommissioning"}, None),
        (None, None),
    ],
)
def test_only_active_and_offline_say_whether_it_runs(said, power):
    document = machine()
    document["status"] = said
    assert reading(page(document)).estate.guests[0].power is power


def test_custom_fields_become_attributes_as_people_write_them():
    fields = {
        "business_owner": "Ada",
        "last_backup": "2026-10-31",
        "zone": {"value": "res", "label": "RES"},
        "services": [{"name": "erp"}, "crm", None],
        "empty": None,
        "odd": {"a": 1},
        "db_password": "hunter2",
    }
    guest = one(custom_fields=fields)
    assert {key: guest.attributes[key] for key in ("Business owner", "Zone", "Services")} == {
        "Business owner": "Ada",
        "Zone": "RES",
        "Services": "erp, crm",
    }
    assert (guest.attributes["Empty"], guest.attributes["Odd"]) == ("", "")
    assert guest.secret_columns == ("Db password",)
    assert "hunter2" not in repr(guest)


def test_the_owner_of_new_versions_counts_before_a_custom_field():
    own = {"custom_fields": {"owner": "Old"}}
    assert one(owner=nested(1, "Ada"), **own).attributes["Owner"] == "Ada"
    assert one(owner=None, **own).attributes["Owner"] == "Old"
    found = judged(
        reading(page(machine(owner=None), machine(2, "db", owner=nested(1, "A")))).estate
    )
    assert found["VM-NO-OWNER"]["objects"] == ["web"]
    assert found["VM-OFF"]["result"] == "pass"
    assert "no snapshots" in found["VM-SNAP-AGE"]["reason"]


def test_comments_and_description_are_the_note_and_masked():
    guest = one(description="Shop", comments="root password: hunter2")
    assert guest.annotation == "Shop\nroot password: [masked]"
    assert guest.secret_columns == ("Annotation",)


def test_a_machine_without_anything_is_still_one():
    (guest,) = reading(page(record("virtualization/virtual-machines", 5))).estate.guests
    assert (guest.name, guest.cluster, guest.datacenter, guest.attributes) == ("5", None, None, {})


def test_devices_that_carry_machines_are_hosts_and_others_are_not():
    device = {
        "cluster": nested(7, "prod"),
        "site": nested(3, "Bonn"),
        "platform": nested(1, "ESXi"),
    }
    got = several(
        page(machine(device=nested(9, "node-9"))),
        page(
            record("dcim/devices", 9, name="node-9", **device),
            record("dcim/devices", 10, name="node-10", cluster=None),
            record("dcim/devices", 11, name="switch"),
        ),
    )
    assert [(host.name, host.product) for host in got.estate.hosts] == [("node-9", "ESXi")]
    assert got.estate.guests[0].host == got.estate.hosts[0].ref
    assert (got.sheets[0].sheet, got.sheets[0].kept) == ("devices", 1)


def test_a_device_of_a_machine_is_a_host_though_nothing_says_its_cluster():
    got = several(
        page(machine(device=nested(9, "node-9"), cluster=None)), page(record("dcim/devices", 9))
    )
    assert [(host.name, host.cluster) for host in got.estate.hosts] == [("9", None)]


@pytest.mark.parametrize(
    "place",
    [
        {"site": nested(3, "Bonn")},
        {"scope_type": "dcim.site", "scope": nested(3, "Bonn")},
    ],
)
def test_a_cluster_stands_at_its_site_or_scope(place):
    got = several(
        page(record("virtualization/clusters", 7, name="prod", **place)),
        page(record("dcim/sites", 3, name="Bonn"), record("dcim/sites", 4, name=None)),
        page(machine(site=None)),
    )
    (cluster,) = got.estate.clusters
    assert (cluster.name, cluster.datacenter) == ("prod", "Bonn")
    assert [site.name for site in got.estate.datacenters] == ["Bonn"]
    assert got.estate.guests[0].datacenter == "Bonn"


def test_a_cluster_may_stand_nowhere():
    got = reading(page(record("virtualization/clusters", 7, name=None)))
    assert [(each.name, each.datacenter) for each in got.estate.clusters] == [("7", None)]


def interface(number=1, **fields):
    base = {"virtual_machine": VM, "name": "eth0", "enabled": True, "mode": None}
    return record("virtualization/interfaces", number, **base | fields)


def test_interfaces_become_adapters_with_their_vlans():
    lans = [{"id": 5, "vid": 101, "name": "RES-WEB"}, {"id": 6, "vid": 102, "name": "MGT"}]
    got = several(
        page(machine()),
        page(
            interface(untagged_vlan=lans[0], mac_address="AA:BB"),
            interface(2, tagged_vlans=lans, mode={"value": "tagged"}, name=None),
            interface(3, mode={"value": "tagged-all"}, primary_mac_address={"mac_address": "CC"}),
            interface(4, mac_addresses=[{"mac_address": "DD"}], enabled=False),
            interface(5, virtual_machine=nested(8, "gone")),
        ),
        page(record("ipam/vlans", 5, vid=101, name="RES-WEB")),
    )
    nics = got.estate.guests[0].nics
    assert [(nic.label, nic.mac, nic.network, nic.vlan) for nic in nics] == [
        ("eth0", "AA:BB", "RES-WEB", "101"),
        ("interface", None, "RES-WEB", "101,102"),
        ("eth0", "CC", None, "1-4094"),
        ("eth0", "DD", None, None),
    ]
    assert [group.vlan for group in got.estate.port_groups if not group.is_placeholder] == ["101"]
    assert judged(got.estate)["NET-TRUNK"]["result"] == "pass"


def disk(size, number=1):
    fields = {"virtual_machine": VM, "name": None, "size": size}
    return record("virtualization/virtual-disks", number, **fields)


@pytest.mark.parametrize(
    ("documents", "mib", "word"),
    [
        ([{"netbox-version": "4.1.0"}], 40, "MB because NetBox 4.1.0"),
        ([{"netbox-version": "4.0.11-Docker"}], 40_960, "GB because NetBox 4.0.11"),
        ([page(record("virtualization/clusters", 7, scope=None))], 40, "MB because only versions"),
        ([], 40_960, "GB because of how large"),
    ],
)
def test_the_version_or_its_traces_tell_what_disks_count_in(documents, mib, word):
    got = several(page(machine()), page(disk(40), disk(None, 2)), *documents)
    (guest,) = got.estate.guests
    assert (guest.provisioned_mib, guest.disks[0].capacity_mib) == (mib, mib)
    assert guest.disks[1].capacity_mib is None
    assert any(word in said for said in got.notices)


def test_sizes_tell_what_they_count_in_where_nothing_else_does():
    assert one(disk=40_000).provisioned_mib == 40_000
    assert one(disk=None).provisioned_mib is None
    old = machine()
    del old["virtual_disk_count"]
    assert "versions since 3.7" in reading(page(old)).notices[0]


def test_pages_that_are_missing_are_told_and_what_is_there_twice_counts_once():
    got = reading([page(machine(), count=3), page(machine(), machine(2, "db"), count=3), 7])
    assert [guest.name for guest in got.estate.guests] == ["web", "db"]
    assert any(said.startswith("The file holds 2 of 3 virtual-machines") for said in got.notices)
    assert got.sheets[0].skipped[0].reason == "it is listed more than once"


def test_what_is_not_read_is_named():
    got = read(
        io.BytesIO(
            zipped(
                {
                    "m.json": written([machine(), {"name": "no id"}, 7]),
                    "tenants.json": written(page(record("tenancy/tenants", 2, name="Sales"))),
                    "broken.json": b"{",
                    "other.json": b'{"a": 1}',
                    "list.json": b'[{"a": 1}]',
                    "notes.txt": b"hello",
                }
            )
        )
    )
    assert [problem.words for problem in got.problems if problem.sheet == "m.json"] == [
        "is no object"
    ]
    assert any("list.json, notes.txt, other.json" in said for said in got.notices)
    assert {sheet.sheet: sheet.kept for sheet in got.sheets} == {
        "tenants": 0,
        "virtual-machines": 1,
    }
