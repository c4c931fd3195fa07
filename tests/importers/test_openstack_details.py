"""OpenStack in detail: the cloud's name, dates, hosts by other names, filters, ports, volumes."""

import io
import json
import tarfile

import pytest

from assessments.estate import Kind
from assessments.importers import read, read_guarded
from tests.importers import cloud_answers as cloud
from tests.importers.test_openstack import estate, judged, one, reading

LINK = {"links": [{"href": "https://nova.example:8774/v2.1/servers/1", "rel": "self"}]}


def tar(seconds, **lists):
    out = io.BytesIO()
    content = json.dumps(lists).encode()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("servers.json")
        info.size, info.mtime = len(content), seconds
        archive.addfile(info, io.BytesIO(content))
    out.seek(0)
    return read(out)


def test_a_link_names_the_cloud():
    found = estate(servers=[cloud.server(**LINK)])
    assert found.guests[0].ref.source == "openstack:nova.example"
    assert [manager.name for manager in found.managers] == ["nova.example"]
    assert one(links=[{"href": "https://[nonsense"}, {}]).ref.source == "openstack"
    six = one(links=[{"href": "http://u:p@[FE80::1]:8774/v2.1"}]).ref.source
    assert six == "openstack:[fe80::1]"


def test_the_date_of_the_newest_file_counts_unless_something_happened_later():
    assert tar(1_800_000_000, servers=[cloud.server()]).estate.taken_at.year == 2027
    assert tar(1_700_000_000, servers=[cloud.server()]).estate.taken_at is None
    assert tar(0, servers=[cloud.server(updated=7)]).estate.taken_at is None


def test_a_host_goes_by_the_name_of_its_service_too():
    servers = [cloud.server(**{"OS-EXT-SRV-ATTR:hypervisor_hostname": None})]
    found = estate(servers=servers, hypervisors=[cloud.hypervisor()])
    assert [host.name for host in found.hosts] == ["node-1.example"]
    assert found.hosts[0].cluster.native_id == "az-1"
    assert (
        one(**{"OS-EXT-SRV-ATTR:hypervisor_hostname": None, "OS-EXT-SRV-ATTR:host": None}).host
        is None
    )


def test_a_host_that_nothing_describes_is_a_placeholder():
    (host,) = estate(servers=[cloud.server(**{"OS-EXT-AZ:availability_zone": None})]).hosts
    assert (host.is_placeholder, host.cluster) == (True, None)


def test_zones_come_from_aggregates_and_services_as_well():
    aggregates = [
        {"id": 1, "name": "a", "availability_zone": "az-2", "hosts": ["node-1.example"]},
        {"id": 2, "name": "b", "availability_zone": None, "hosts": ["other"]},
    ]
    (host,) = estate(hypervisors=[cloud.hypervisor()], aggregates=aggregates).hosts
    assert host.cluster.native_id == "az-2"
    services = [
        {"binary": "nova-compute", "host": "node-1", "zone": "az-3", "status": "disabled"},
        {"binary": "nova-conductor", "host": "c", "zone": "internal", "status": "enabled"},
        {"binary": "nova-compute", "host": "d", "status": "UNKNOWN"},
    ]
    (host,) = estate(hypervisors=[cloud.hypervisor(status=None)], services=services).hosts
    assert (host.cluster.native_id, host.in_maintenance) == ("az-3", True)


def test_the_zone_of_the_control_plane_is_no_cluster():
    zones = [{"zoneName": "internal", "hosts": {"c": {"nova-conductor": {}}}}, {"zoneName": ""}]
    got = reading(availabilityZoneInfo=[*zones, {"zoneName": "az", "hosts": None}])
    assert [zone.name for zone in got.estate.clusters] == ["az"]
    assert (got.sheets[0].read, got.sheets[0].kept) == (3, 1)


def test_a_host_that_is_down_is_found():
    got = judged(estate(hypervisors=[cloud.hypervisor(state="down", status="disabled")]))
    assert got["HOST-DISCONNECTED"]["objects"] == ["node-1.example"]


@pytest.mark.parametrize(
    ("said", "cores"),
    [
        ('{"topology": {"sockets": 2, "cores": 8, "threads": 2}}', 16),
        ("", None),
        ("{", None),
        ([], None),
        (None, None),
        ({"topology": {"sockets": 0}}, None),
    ],
)
def test_cores_are_read_from_whatever_form_the_version_writes(said, cores):
    host = cloud.hypervisor(cpu_info=said, hypervisor_version=-1, hypervisor_type=None)
    got = reading(hypervisors=[host])
    assert (got.estate.hosts[0].cores, got.estate.hosts[0].release) == (cores, None)
    assert [problem.column for problem in got.problems] == (["cpu_info"] if said == "{" else [])


def filters(*rules, **fields):
    return estate(security_groups=[cloud.group(*rules, **fields)]).filters[0].openings


def test_only_what_comes_in_from_addresses_is_an_opening():
    assert filters(cloud.rule(direction="egress")) == ()
    assert filters(cloud.rule(remote_group_id="x")) == ()
    (any_port,) = filters(cloud.rule(port_range_min=-1, protocol="any"))
    assert (any_port.lowest, any_port.protocol, any_port.sources) == (None, None, "")
    (udp,) = filters(cloud.rule(protocol=17, remote_ip_prefix="10.0.0.0/8", id=None))
    assert (udp.protocol, udp.sources) == ("udp", "10.0.0.0/8")
    assert filters(security_group_rules=None) == ()


def test_rules_may_stand_in_a_list_of_their_own():
    groups = [{"id": cloud.GROUP, "name": "web", "security_group_rules": None}]
    rules = [cloud.rule(), cloud.rule(2, security_group_id=None)]
    found = estate(security_groups=groups, security_group_rules=rules)
    assert [len(each.openings) for each in found.filters] == [1]


def test_groups_of_a_server_are_known_by_name_within_its_project():
    groups = [
        cloud.group(),
        cloud.group(id="other", project_id="else"),
        cloud.group(id="bare", name="bare", project_id=None),
    ]
    named = [{"name": "web"}, {"name": "bare"}, {"name": "nowhere"}]
    servers = [cloud.server(security_groups=named), cloud.server(id="b", tenant_id=None)]
    mine, stranger = estate(security_groups=groups, servers=servers).guests
    assert mine.cloud.filters == (cloud.GROUP, "bare", "nowhere")
    assert (mine.cloud.in_default_filter, stranger.cloud.filters) == (False, ("web",))
    assert one(security_groups=[{"name": "default"}]).cloud.in_default_filter is True
    assert one(security_groups="name='default'").cloud.filters == ("default",)
    bare = cloud.server()
    del bare["security_groups"]
    assert estate(servers=[bare]).guests[0].cloud.filters is None


def test_an_id_that_no_group_explains_may_be_the_default():
    found = estate(servers=[cloud.server()], ports=[cloud.port()])
    assert found.guests[0].cloud.in_default_filter is None


def test_ports_without_security_and_with_every_address():
    pairs = [{"ip_address": "0.0.0.0/0"}, {"mac_address": "x"}]
    ports = [
        cloud.port(port_security_enabled=False, allowed_address_pairs=pairs, network_id=None),
        cloud.port(id="r", device_id="router"),
        cloud.port(id="u", device_id=""),
    ]
    got = reading(servers=[cloud.server()], ports=ports)
    (guest,) = got.estate.guests
    assert (guest.nics[0].filter, guest.nics[0].network) == ("", None)
    assert [pair.addresses for pair in guest.cloud.address_pairs] == ["0.0.0.0/0"]
    assert judged(got.estate)["VM-ADDRESS-PAIRS"]["result"] == "finding"
    report = next(sheet for sheet in got.sheets if sheet.sheet == "ports")
    assert (report.kept, len(report.skipped)) == (1, 2)


def test_a_port_may_say_nothing_of_security():
    bare = {"id": "p", "network_id": cloud.NETWORK, "device_id": cloud.SERVER, "mac_address": "m"}
    (guest,) = estate(servers=[cloud.server()], ports=[bare]).guests
    assert (guest.nics[0].filter, guest.nics[0].is_connected) == (None, None)
    assert guest.nics[0].network == cloud.NETWORK
    assert guest.cloud.address_pairs is None
    assert len(guest.cloud.filters) == 1


def test_addresses_tell_adapters_where_there_are_no_ports():
    networks = [cloud.network(name="inside")]
    addresses = {"inside": [{"addr": "10.0.0.4"}, 1], "lost": None, " ": []}
    (guest,) = estate(servers=[cloud.server(addresses=addresses)], networks=networks).guests
    assert [(nic.network, nic.mac) for nic in guest.nics] == [("inside", None), ("lost", None)]
    assert [nic.port_group.native_id for nic in guest.nics] == [cloud.NETWORK, "lost"]


def test_volumes_without_a_server_and_snapshots_by_the_name_of_their_volume():
    volumes = [
        cloud.volume(attachments=[], **{"os-vol-host-attr:host": None}),
        cloud.volume(id="lone", name=None, attachments=[{}], volume_type=None, size=None),
    ]
    snapshots = [
        cloud.snapshot(volume_id="data", size=None),
        cloud.snapshot(id="x", volume_id="gone"),
    ]
    got = reading(servers=[cloud.server()], volumes=volumes, snapshots=snapshots)
    assert [each.datastore.native_id for each in got.estate.snapshots] == ["fast"]
    skips = {sheet.sheet: [skip.count for skip in sheet.skipped] for sheet in got.sheets}
    assert (skips["volumes"], skips["snapshots"]) == ([1], [1])


def test_disks_may_have_no_pool_and_no_size():
    bare = {"id": cloud.VOLUME, "size": None, "attachments": [], "volume_type": None}
    guest = estate(servers=[cloud.server()], volumes=[bare]).guests[0]
    assert (guest.disks[0].datastore, guest.disks[0].capacity_mib) == (None, None)
    assert one().disks[0].label == cloud.VOLUME
    found = estate(servers=[cloud.server()], snapshots=[cloud.snapshot()])
    assert found.snapshots[0].datastore is None


def test_a_server_that_starts_from_a_volume_has_the_image_of_that_volume():
    kept = {"image_id": cloud.IMAGE, "os_distro": "debian", "os_version": "12"}
    servers = [cloud.server(image="")]
    volumes = [cloud.volume(volume_image_metadata=kept), cloud.volume(id="b", name="b")]
    guest = estate(servers=servers, volumes=volumes).guests[0]
    assert (guest.os_configured, guest.firmware) == ("debian 12".title(), None)
    found = estate(servers=servers, volumes=volumes, images=[cloud.image()])
    assert found.guests[0].os_configured == "Ubuntu 22.04"
    assert estate(servers=servers, volumes=[cloud.volume()]).guests[0].os_configured is None


def test_images_say_little_where_they_say_little():
    bare = {"id": "i", "name": None, "disk_format": "raw", "visibility": None}
    (template,) = estate(images=[bare]).guests
    assert (template.name, template.os_configured, template.secure_boot) == ("i", None, None)
    assert (template.cloud.is_signed, template.provisioned_mib) == (None, None)
    unsigned = cloud.image(img_signature=None, schema="/v2/schemas/image", os_distro=None)
    (template,) = estate(images=[unsigned | {"os_type": "windows", "os_version": None}]).guests
    assert (template.cloud.is_signed, template.os_configured) == (False, "Windows")
    assert template.ref.kind is Kind.TEMPLATE


def test_what_no_check_needs_is_counted_and_left():
    got = reading(
        instanceActions=[{"instance_uuid": "a", "action": "stop", "request_id": "r"}],
        subnets=[{"id": "s", "cidr": "10.0.0.0/8", "network_id": "n"}],
    )
    assert [(sheet.sheet, sheet.read, sheet.kept) for sheet in got.sheets] == [
        ("instance actions", 1, 0),
        ("subnets", 1, 0),
    ]


def test_an_object_without_an_id_is_left_out_and_told():
    got = reading(servers=[cloud.server(), {"name": "x"}, 7])
    assert len(got.estate.guests) == 1
    assert [problem.words for problem in got.problems] == [
        "is missing: the object is left out",
        "is no object",
    ]


@pytest.mark.parametrize(
    ("specs", "fields", "expected"),
    [
        ({"hw:tpm_version": "2.0"}, {}, ("encrypted", "2.0", None, True)),
        (
            {"os:secure_boot": "disabled", "hw:mem_encryption": "True"},
            {},
            (None, None, "sev", False),
        ),
        ({}, {"schema": "s"}, ("none", None, "none", True)),
        ({}, {"schema": "s", "hw_tpm_version": "1.2"}, ("encrypted", "1.2", "none", True)),
        (None, {"schema": "s"}, (None, None, None, True)),
    ],
)
def test_flavor_and_image_demand_hardware(specs, fields, expected):
    size = {"vcpus": 1, "ram": 1} | ({} if specs is None else {"extra_specs": specs})
    servers, images = [cloud.server(flavor=size)], [cloud.image(**fields)]
    guest = estate(servers=servers, images=images).guests[0]
    posture = guest.posture
    told = (posture.tpm, posture.tpm_version, posture.memory_encryption, guest.secure_boot)
    assert told == expected


def test_a_packed_archive_is_read_in_the_process_that_may_load_nothing_late(tmp_path):
    servers = [cloud.server(**LINK), cloud.server(id="b", updated="2026-01-01T00:00:00+02:00")]
    content = json.dumps(cloud.whole() | {"servers": servers}).encode()
    with tarfile.open(tmp_path / "upload", "w") as archive:
        info = tarfile.TarInfo("export/all.json")
        info.size, info.mtime = len(content), 1_800_000_000
        archive.addfile(info, io.BytesIO(content))
    assert read_guarded(tmp_path / "upload") == read(tmp_path / "upload")
