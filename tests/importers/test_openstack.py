"""OpenStack's API answers: what becomes of servers, images, hosts, networks and volumes."""

import io
import json
from datetime import UTC, datetime

import pytest

from assessments import checks
from assessments.estate import Kind, Power
from assessments.importers import Reading, read, wire
from tests.importers import cloud_answers as cloud
from tests.importers.files import zipped

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def reading(document=None, **lists):
    return read(io.BytesIO(json.dumps(lists if document is None else document).encode()))


def estate(**lists):
    return reading(**lists).estate


def one(**fields):
    """The only server."""
    return estate(servers=[cloud.server(**fields)]).guests[0]


def judged(estate):
    return checks.summary(checks.run(estate, as_of=AS_OF))


@pytest.fixture(scope="module")
def whole():
    return reading(cloud.whole())


def test_a_server_becomes_a_guest_with_everything_around_it(whole):
    guest = whole.estate.guests[0]
    assert (guest.ref.native_id, guest.name, guest.power) == (cloud.SERVER, "web-1", Power.ON)
    assert (guest.vcpus, guest.memory_mib) == (2, 4096)
    assert (guest.host.native_id, guest.cluster.native_id) == ("node-1.example", "az-1")
    assert guest.attributes == {"Project": "sales", "Tags": "blue", "zone": "RES", "owner": "Ada"}
    assert guest.posture.is_protected is True
    assert (guest.firmware, guest.secure_boot, guest.os_configured) == ("efi", True, "Ubuntu 22.04")
    assert guest.created_at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert whole.problems == ()
    assert guest.cloud.has_login_key is True
    assert guest.cloud.has_user_data is None


def test_a_port_becomes_an_adapter_with_its_network_and_filters(whole):
    (nic,) = whole.estate.guests[0].nics
    assert (nic.network, nic.mac, nic.filter) == ("inside", "fa:16:3e:0:0:1", "port security")
    assert (nic.is_connected, nic.starts_connected) == (True, True)
    assert whole.estate.guests[0].cloud.filters == (cloud.GROUP,)
    (group,) = whole.estate.port_groups
    assert (group.name, group.vlan, group.switch_name) == ("inside", "101", "physnet1")
    assert (nic.port_group, group.is_placeholder) == (group.ref, False)


def test_a_volume_becomes_a_disk_on_the_pool_of_its_backend(whole):
    (disk,) = whole.estate.guests[0].disks
    assert (disk.label, disk.capacity_mib, disk.is_encrypted) == ("data", 10240, False)
    assert disk.datastore.native_id == "store@ceph#fast"
    (snapshot,) = whole.estate.snapshots
    assert (snapshot.guest, snapshot.size_mib) == (whole.estate.guests[0].ref, 10240)
    assert snapshot.datastore == disk.datastore


def test_a_hypervisor_becomes_a_host_of_its_zone(whole):
    (host,) = whole.estate.hosts
    assert (host.name, host.release) == ("node-1.example", "QEMU 8.2.1")
    assert (host.is_connected, host.in_maintenance) == (True, False)
    assert (host.cores, host.vcpus_per_core, host.memory_mib) == (8, 1.0, 65536)
    assert host.cluster.native_id == "az-1"
    (zone,) = whole.estate.clusters
    assert not zone.is_placeholder


def test_an_image_becomes_a_template(whole):
    template = whole.estate.guests[1]
    assert (template.ref.kind, template.name) == (Kind.TEMPLATE, "ubuntu")
    assert template.changed_at.year == 2025
    assert template.provisioned_mib == 2
    assert (template.cloud.visibility, template.cloud.is_signed) == ("private", True)
    assert template.attributes == {"Project": "images", "Tags": "golden", "Status": "active"}


def test_a_reading_survives_the_way_between_processes(whole):
    assert wire.decode(Reading, wire.encode(whole)) == whole
    assert whole.estate.filters[0].openings[0].lowest == 22


def test_the_checks_of_every_format_work_through_a_cloud(whole):
    got = judged(whole.estate)
    found = {code for code, result in got.items() if result["result"] == "finding"}
    assert found == {"TPL-STALE", "VM-FILTER-OPEN", "VM-NO-ENCRYPTION", "VM-SNAP-AGE"}
    passed = {code for code, result in got.items() if result["result"] == "pass"}
    assert {"VM-OFF-P", "VM-NO-OWNER", "HOST-DISCONNECTED", "VM-NO-SECUREBOOT"} <= passed
    assert "disks only" in got["VM-SNAP-MEM"]["reason"]


@pytest.mark.parametrize(
    ("fields", "power"),
    [
        ({"OS-EXT-STS:power_state": 4}, Power.OFF),
        ({"OS-EXT-STS:power_state": 7}, Power.SUSPENDED),
        ({"OS-EXT-STS:power_state": "Shutdown"}, Power.OFF),
        ({"OS-EXT-STS:power_state": 3, "status": "PAUSED"}, Power.ON),
        ({"OS-EXT-STS:power_state": 6}, None),
        ({"OS-EXT-STS:power_state": None, "status": "SHELVED_OFFLOADED"}, Power.OFF),
        ({"OS-EXT-STS:power_state": None, "status": "BUILD"}, None),
    ],
)
def test_the_power_state_counts_else_the_status(fields, power):
    assert one(**fields).power is power


def test_a_server_in_error_is_lost_to_its_manager():
    assert one(status="ERROR").connection_state == "invalid"
    assert one(status=None).connection_state is None
    found = judged(estate(servers=[cloud.server(status="ERROR")]))
    assert found["VM-STATE-BAD"]["objects"] == [cloud.SERVER]


def test_secrets_in_notes_metadata_and_user_data_are_masked_and_told():
    script = "I2Nsb3VkLWNvbmZpZwpwYXNzd29yZDogaHVudGVyMgo="  # "password: hunter2"
    guest = one(
        description="password: hunter2",
        metadata={"db_password": "hunter2"},
        **{"OS-EXT-SRV-ATTR:user_data": script},
    )
    assert "hunter2" not in repr(guest)
    assert guest.secret_columns == ("Annotation", "db_password", "user_data")
    assert guest.cloud.has_user_data is True
    assert one(**{"OS-EXT-SRV-ATTR:user_data": "no Base64"}).secret_columns == ()
    assert one(**{"OS-EXT-SRV-ATTR:user_data": "ZWNobyBoaQ=="}).secret_columns == ()


def test_sizes_come_from_the_list_of_flavors_by_id_or_name():
    flavors = [{"id": "1", "name": "m1.tiny", "vcpus": 1, "ram": 512}, {"id": "2", "vcpus": 1}]
    for flavor in ({"id": "1"}, "m1.tiny (1)", "m1.tiny"):
        (guest,) = estate(servers=[cloud.server(flavor=flavor)], flavors=flavors).guests
        assert (guest.vcpus, guest.memory_mib) == (1, 512)
    assert one(flavor={"id": "9"}).vcpus is None


def test_a_snapshot_image_is_a_snapshot_of_its_server_and_else_a_template():
    taken = cloud.image(id="s", image_type="snapshot", instance_uuid=cloud.SERVER)
    found = estate(servers=[cloud.server()], images=[taken])
    assert [snapshot.guest.native_id for snapshot in found.snapshots] == [cloud.SERVER]
    assert [guest.ref.kind for guest in estate(images=[taken]).guests] == [Kind.TEMPLATE]


def test_server_groups_are_rules_of_placement():
    groups = [
        {"id": "a", "name": "apart", "policy": "anti-affinity", "members": [cloud.SERVER]},
        {"id": "b", "name": "old", "policies": ["affinity"], "members": [cloud.SERVER]},
    ]
    (guest,) = estate(servers=[cloud.server()], server_groups=groups).guests
    assert guest.cluster_rules == "anti-affinity (apart), affinity (old)"


def test_networks_alone_invent_nothing():
    got = reading(
        networks=[cloud.network(), cloud.network(id="x", **{"provider:network_type": "vxlan"})]
    )
    assert [group.vlan for group in got.estate.port_groups] == ["101", None]
    assert got.estate.guests == got.estate.hosts == got.estate.managers == ()
    assert "add GET /servers/detail" in judged(got.estate)["VM-OFF"]["reason"]
    assert judged(got.estate)["NET-TRUNK"]["result"] == "pass"


def test_several_files_of_an_archive_belong_together_and_their_date_counts():
    members = {
        "a/servers.json": json.dumps({"servers": [cloud.server(locked=None)]}).encode(),
        "b/more.json": json.dumps({"servers": [cloud.server(name="later", locked=True)]}).encode(),
        "readme.txt": b"hello",
        "broken.json": b"{",
        "strange.json": b'{"a": [1]}',
    }
    got = read(io.BytesIO(zipped(members)))
    (guest,) = got.estate.guests
    assert (guest.name, guest.posture.is_protected) == ("web-1", True)
    assert (guest.origin.sheet, guest.origin.row) == ("a/servers.json", 1)
    assert [problem.sheet for problem in got.problems] == ["broken.json"]
    assert any("readme.txt, strange.json" in said for said in got.notices)
    assert got.sheets[0].skipped[0].reason == "it is listed more than once: put together"


@pytest.mark.parametrize(
    ("document", "is_cut"),
    [
        ({"servers_links": [{"rel": "next", "href": "x"}, 7], "servers": [cloud.server()]}, True),
        ({"images": [cloud.image()], "next": "/v2/images?marker=x"}, True),
        ({"servers": [cloud.server()], "servers_links": None, "links": [{"rel": "self"}]}, False),
        ([{"servers": [cloud.server()]}], False),
    ],
)
def test_a_page_that_is_missing_is_told(document, is_cut):
    assert any("further page" in said for said in reading(document).notices) == is_cut
