"""OpenStack in other forms: lists of the command line, single objects, several answers, junk."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.estate import Power
from assessments.importers import NotRecognised, Reading, Unreadable, read
from assessments.importers.openstack import LABEL, recognises
from assessments.importers.openstack.documents import lists_of
from assessments.importers.openstack.kinds import KINDS
from tests import samples
from tests.importers import cloud_answers as cloud
from tests.importers.files import zipped
from tests.importers.test_openstack import judged, reading

SERVERS = [
    {
        "ID": cloud.SERVER,
        "Name": "web-1",
        "Status": "SHUTOFF",
        "Task State": None,
        "Power State": 4,
        "Networks": {"inside": ["10.0.0.4"]},
        "Image Name": "ubuntu",
        "Image ID": cloud.IMAGE,
        "Flavor Name": "m1.tiny",
        "Availability Zone": "az-1",
        "Host": "node-1",
        "Properties": {"owner": "Ada", "nested": {}},
    }
]
LISTS = {
    "hypervisors": [
        {"ID": 1, "Hypervisor Hostname": "node-1", "Hypervisor Type": "QEMU", "State": "up"}
    ],
    "aggregates": [{"ID": 1, "Name": "a", "Availability Zone": "az-1", "Properties": {}}],
    "availability zones": [
        {"Zone Name": "az-1", "Host Name": "node-1", "Zone Status": "available"}
    ],
    "services": [{"ID": 1, "Binary": "nova-compute", "Host": "node-1", "Zone": "az-1"}],
    "flavors": [{"ID": "1", "Name": "m1.tiny", "RAM": 512, "VCPUs": 1, "Disk": 1}],
    "server groups": [
        {"ID": "g", "Name": "apart", "Policy": "anti-affinity", "Members": cloud.SERVER}
    ],
    "security groups": [{"ID": cloud.GROUP, "Name": "web", "Description": "", "Project": "sales"}],
    "security group rules": [
        {
            "ID": "r",
            "IP Protocol": "tcp",
            "IP Range": "0.0.0.0/0",
            "Port Range": "22:23",
            "Direction": "ingress",
            "Security Group": cloud.GROUP,
            "Remote Security Group": None,
        },
        {
            "ID": "s",
            "IP Protocol": "tcp",
            "IP Range": "0.0.0.0/0",
            "Port Range": "80",
            "Direction": "ingress",
            "Security Group": cloud.GROUP,
        },
        {
            "ID": "t",
            "IP Protocol": "tcp",
            "IP Range": "",
            "Port Range": "",
            "Security Group": cloud.GROUP,
        },
    ],
    "ports": [{"ID": "p", "MAC Address": "m", "Fixed IP Addresses": [], "Status": "ACTIVE"}],
    "networks": [{"ID": cloud.NETWORK, "Name": "inside", "Subnets": []}],
    "subnets": [{"ID": "s", "Name": "s", "Network": cloud.NETWORK, "Subnet": "10.0.0.0/24"}],
    "images": [
        {
            "ID": cloud.IMAGE,
            "Name": "ubuntu",
            "Disk Format": "qcow2",
            "Visibility": "public",
            "Protected": False,
            "Tags": "",
            "Project": "p",
        }
    ],
    "volumes": [
        {
            "ID": cloud.VOLUME,
            "Name": "data",
            "Status": "in-use",
            "Size": 1,
            "Type": "fast",
            "Attached to": [{"server_id": cloud.SERVER, "device": "/dev/vdb"}],
        }
    ],
    "snapshots": [
        {
            "ID": "x",
            "Name": "before",
            "Description": None,
            "Status": "available",
            "Size": 1,
            "Created At": "2026-01-01T00:00:00",
            "Volume": "data",
        }
    ],
}


def all_lists(**changes):
    lists = {"servers": SERVERS, **LISTS} | changes
    members = {f"{kind}.json": json.dumps(found).encode() for kind, found in lists.items()}
    return read(io.BytesIO(zipped(members)))


def test_lists_of_the_command_line_belong_together():
    got = all_lists()
    guest, image = got.estate.guests
    assert (guest.power, guest.memory_mib, guest.host.native_id) == (Power.OFF, 512, "node-1")
    assert guest.attributes == {"owner": "Ada"}
    assert guest.cluster_rules == "anti-affinity (apart)"
    assert [disk.datastore.native_id for disk in guest.disks] == ["fast"]
    assert [snapshot.name for snapshot in got.estate.snapshots] == ["before"]
    assert (image.cloud.visibility, image.posture.is_protected) == ("public", False)
    assert image.cloud.is_signed is None
    assert [(each.lowest, each.highest) for each in got.estate.filters[0].openings] == [
        (22, 23),
        (80, 80),
    ]
    assert [problem.column for problem in got.problems] == ["direction"]
    assert got.estate.hosts[0].is_connected is True


def test_evidence_names_the_titles_of_the_command_line():
    got = all_lists()
    assert got.estate.columns["vm.power"].header == "Power State"
    assert got.estate.columns["vm.attribute.owner"].header == "Properties.owner"
    assert got.estate.columns["vm.name"].header == "Name"
    assert "do not tell updated" in judged(got.estate)["TPL-STALE"]["reason"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "instance actions"])
def test_each_list_of_the_command_line_is_told_by_its_titles(kind):
    got = reading(({"servers": SERVERS} | LISTS)[kind])
    assert [sheet.sheet for sheet in got.sheets] == [kind]


@pytest.mark.parametrize("said", ["owner='Ada', tier='1'", {"owner": "Ada", "tier": 1}])
def test_properties_are_an_object_or_a_text_of_old_clients(said):
    got = reading([SERVERS[0] | {"Properties": said}])
    assert got.estate.guests[0].attributes == {"owner": "Ada", "tier": "1"}
    assert "vm.attribute.tier" in got.estate.columns
    assert reading([SERVERS[0] | {"Properties": 7}]).estate.guests[0].attributes == {}


def test_networks_as_a_text_are_read_from_old_clients():
    (guest,) = reading(
        [SERVERS[0] | {"Networks": "inside=10.0.0.4, 10.0.0.5; outside=192.0.2.7"}]
    ).estate.guests
    assert [nic.network for nic in guest.nics] == ["inside", "outside"]
    assert reading([SERVERS[0] | {"Networks": None}]).estate.guests[0].nics == ()


@pytest.mark.parametrize(
    "document",
    [
        {"server": cloud.server()},
        cloud.server(),
        [cloud.server()],
        [{"servers": [cloud.server()]}, {"images": []}, 7],
    ],
)
def test_single_objects_and_several_answers_in_one_are_read(document):
    assert len(reading(document).estate.guests) == 1


@pytest.mark.parametrize("document", [{"servers": []}, {"hypervisors": []}])
def test_an_empty_answer_is_one_too(document):
    got = reading(document)
    assert got.estate.guests == ()
    assert got.totals["vms"] == 0


@pytest.mark.parametrize(
    "document",
    [
        {"services": []},
        {"images": [{"a": 1}]},
        {"servers": "x"},
        [],
        {},
        7,
        [1],
        {"server": {}, "x": 1},
    ],
)
def test_what_is_of_somebody_else_is_not_ours(document):
    with pytest.raises(NotRecognised):
        reading([document] if document == 7 else document)


def test_files_that_are_no_json_are_not_ours():
    assert list(lists_of(7)) == []
    assert LABEL == "OpenStack"
    assert not recognises([])
    with pytest.raises(Unreadable):
        read(io.BytesIO(b'{"servers": ['))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
OBJECTS = {
    "servers": cloud.server(),
    "images": cloud.image(),
    "hypervisors": cloud.hypervisor(),
    "security_groups": cloud.group(cloud.rule()),
    "security_group_rules": cloud.rule(),
    "ports": cloud.port(),
    "networks": cloud.network(),
    "volumes": cloud.volume(),
    "snapshots": cloud.snapshot(),
    "availabilityZoneInfo": {"zoneName": "az-1", "hosts": {"node-1": {"nova-compute": {}}}},
    "aggregates": {"id": 1, "availability_zone": "az", "hosts": ["node-1"]},
    "services": {"binary": "nova-compute", "host": "node-1", "zone": "az", "status": "enabled"},
    "server_groups": {"id": "g", "name": "n", "policy": "affinity", "members": [cloud.SERVER]},
    "flavors": {"id": "1", "name": "m1.tiny", "vcpus": 1, "ram": 512},
}


@st.composite
def spoiled(draw):
    """Every list at once, with a few values of one object replaced by anything."""
    lists = {key: [dict(each)] for key, each in OBJECTS.items()}
    for _time in range(draw(st.integers(1, 4))):
        key = draw(st.sampled_from(sorted(OBJECTS)))
        field = draw(st.sampled_from(sorted(OBJECTS[key])))
        lists[key][0][field] = draw(VALUES)
    lists[draw(st.sampled_from(sorted(OBJECTS)))].append(draw(VALUES))
    return lists


@given(spoiled())
def test_any_value_gives_a_reading(document):
    assert isinstance(reading(document), Reading)


@given(VALUES | st.dictionaries(st.sampled_from(sorted(OBJECTS)), VALUES, max_size=3))
def test_any_document_gives_a_reading_or_a_refusal(document):
    with suppress(Unreadable):
        assert isinstance(reading(document), Reading)


@samples.needed
def test_the_public_samples_import_together_and_alone(tmp_path):
    files = sorted(samples.FOLDER.glob("openstack/*.json"))
    got = read(io.BytesIO(zipped({file.name: file.read_bytes() for file in files})))
    assert got.problems == ()
    assert {key: got.totals[key] for key in ("vms", "templates", "hosts", "clusters")} == {
        "vms": 2,
        "templates": 2,
        "hosts": 2,
        "clusters": 1,
    }
    assert got.estate.guests[0].memory_mib == 512
    for file in files:
        assert read(file).problems == ()
