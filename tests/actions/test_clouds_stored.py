"""Exports of OpenStack and NetBox on their way into the database, with what does not fit there."""

import json

import pytest
from django.utils import timezone

from assessments.actions import assessments
from assessments.models import AssetState, Finding, Import
from tests import make, worked
from tests.importers import cloud_answers as cloud
from tests.importers.files import table, zipped
from tests.importers.netbox_pages import machine, page, written
from tests.importers.test_netbox_tables import HEADER, ROW

pytestmark = pytest.mark.django_db
LONG = "a folder of an export with a very long name/and another one below it/servers.json"
HUGE = "n" * 1_000


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def brought(by, content):
    draft = assessments.create(scope=assessments.Scope("Cloud"), by=by, at=timezone.now())
    upload = worked.bring_in(draft, by, content)
    assert upload.error == ""
    return Import.objects.get()


def odd_server():
    links = [{"href": f"https://{HUGE}.example/v2.1"}]
    return cloud.server(
        id=HUGE,
        name=f"\0{HUGE}",
        links=links,
        metadata={"a\0b": "c\0d", "owner": "Ada"},
        tags=["x\0y"],
        addresses={HUGE: [{"OS-EXT-IPS-MAC:mac_addr": "a\0"}]},
        **{"OS-EXT-AZ:availability_zone": HUGE, "OS-EXT-SRV-ATTR:hypervisor_hostname": HUGE},
    )


def test_answers_of_openstack_are_stored_with_their_findings(by):
    members = {LONG: json.dumps(cloud.whole()).encode()}
    members["more.json"] = json.dumps({"servers": [odd_server()]}).encode()
    imported = brought(by, zipped(members))
    assert (imported.tool, imported.format) == ("OpenStack", "openstack-json")
    assert AssetState.objects.filter(kind="vm").count() == 2
    assert AssetState.objects.filter(sheet__endswith="servers.json").exists()
    found = Finding.objects.get(code="VM-FILTER-OPEN", label=cloud.SERVER)
    assert found.evidence[0]["value"] == "tcp 22 from everywhere"


def test_pages_of_netbox_are_stored(by):
    odd = machine(2, f"\0{HUGE}", custom_fields={"a\0": {"label": "b\0"}, "c": ["d\0", 1]})
    odd["cluster"] = {"name": HUGE}
    pages = [page(machine(), odd), page(machine() | {"url": f"https://{HUGE}/api/dcim/sites/1/"})]
    imported = brought(
        by, zipped({LONG: written(pages), "status.json": written({"netbox-version": HUGE})})
    )
    assert (imported.tool, len(imported.tool_version)) == ("NetBox", 40)
    assert AssetState.objects.filter(kind="vm").count() == 2


def test_a_table_of_netbox_is_stored(by):
    rows = (HEADER, ROW, ("", HUGE, *ROW[2:]), ("", HUGE, *ROW[2:]))
    imported = brought(by, zipped({f"{HUGE[:90]}.csv": table(*rows).encode()}))
    assert imported.format == "netbox-csv"
    assert AssetState.objects.filter(kind="vm").count() == 3
