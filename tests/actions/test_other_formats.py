"""Inventories that are no tables: brought in, known again, compared with what came before."""

import json

import pytest

from assessments.estate import Kind, Ref
from assessments.models import Asset, AssetState, Upload
from assessments.queries import outdated
from tests import make, worked
from tests.importers.documents import collected, tarred
from tests.importers.test_libvirt import domain

pytestmark = pytest.mark.django_db
FAR = "/".join(["a-folder-of-a-long-name"] * 20)


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def of_hosts(day, **machines):
    """What a collector found on hosts on a day: machines by name, with their host and state."""
    files = {}
    for name, (host, state) in machines.items():
        files[f"{host}/domains/{name}.xml"] = domain(name=name, uuid=f"u-{name}")
        files[f"{host}/states.txt"] = files.get(f"{host}/states.txt", "") + f"u-{name} {state}\n"
    return json.dumps(collected("libvirt", files, taken_at=f"{day}T08:00:00Z")).encode()


def outcome(imported, code):
    labels = imported.findings.filter(code=code).values_list("label", flat=True)
    return imported.outcomes.get(code=code).result, sorted(labels)


FIRST = of_hosts("2026-06-01", web=("kvm1", "shut off"), db=("kvm1", "running"))
LATER = of_hosts(
    "2026-10-01", web=("kvm2", "shut off"), db=("kvm1", "shut off"), app=("kvm1", "running")
)


def test_machines_are_followed_across_hosts_where_no_manager_ties_two_exports(by):
    worked.bring_in(None, by, FIRST)
    upload = worked.receive(None, by, LATER)
    assert upload.report["changes"]["against"]["as_of"].startswith("2026-06-01")
    later = worked.bring_in(None, by, LATER).applied_import

    assert outcome(later, "VM-OFF-T") == ("finding", ["web"])
    assert outcome(later, "VM-NEW") == ("finding", ["app"])
    assert Asset.objects.filter(kind="vm").count() == 3


def test_an_export_of_other_hosts_is_no_later_one(by):
    worked.bring_in(None, by, FIRST)
    other = of_hosts("2026-10-01", app=("kvm9", "running"))
    later = worked.bring_in(None, by, other).applied_import

    assert outcome(later, "VM-NEW") == ("not_assessable", [])


def test_the_same_archive_twice_is_known(by):
    content = tarred({"kvm1/domains/web.xml": domain()})
    worked.bring_in(None, by, content)
    again = worked.receive(None, by, content)
    assert again.state == Upload.State.UNCHANGED


def test_long_paths_and_names_of_archives_fit(by):
    content = tarred(
        {
            f"{FAR}/web.xml": domain(
                f"<disk type='file'><source file='/{FAR}/web.img'/><target dev='vda'/></disk>"
            )
        }
    )
    imported = worked.bring_in(None, by, content).applied_import
    sheet = AssetState.objects.get(imported=imported, kind="vm").sheet
    assert len(sheet) == 300
    assert sheet.endswith("/web.xml")
    long = Ref(Kind.DATASTORE, "libvirt", f"x/{FAR}")
    assert len(Asset.key_of(long)[2]) == 300
    assert Asset.key_of(long) != Asset.key_of(Ref(Kind.DATASTORE, "libvirt", f"x/{FAR}s"))


def test_a_hostile_archive_is_refused_and_the_work_goes_on(by):
    bad = worked.receive(None, by, tarred({"a.xml": "<!DOCTYPE d><domain/>"}))
    assert (bad.state, bad.stored_as) == (Upload.State.REFUSED, "")
    assert "declares a document type" in bad.error
    assert worked.bring_in(None, by, FIRST).state == Upload.State.APPLIED


def test_a_newer_export_of_the_same_hosts_counts_as_newer(by):
    first = worked.bring_in(None, by, FIRST).applied_import
    later = worked.bring_in(None, by, LATER).applied_import
    assert outdated._newest_of_its_estate(first) == later
