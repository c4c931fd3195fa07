"""What moved between two imports: places, settings, findings, and the signed risks it touches."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import reassessing
from assessments.models import Assessment
from assessments.permissions import Refused
from assessments.queries import drift, touched
from tests import full, make, worked
from tests.actions.test_other_formats import of_hosts
from tests.importers.documents import collected
from tests.importers.test_libvirt import domain

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


def estate(day, *machines):
    """Definitions on hosts on a day: (host, uuid, name, devices)."""
    files = {
        f"{host}/domains/{uuid}.xml": domain(inside, name=name, uuid=uuid)
        for host, uuid, name, inside in machines
    }
    files["kvm1/capabilities.xml"] = "<capabilities><host><uuid>h</uuid></host></capabilities>"
    return json.dumps(collected("libvirt", files, taken_at=f"{day}T08:00:00Z")).encode()


NIC = "<interface type='network'><source network='{}'/><filterref filter='{}'/></interface>"
DISK = "<disk type='file'><source file='/srv/{}/x.img'/><target dev='vda'/></disk>"


@pytest.fixture
def two(by):
    first = estate(
        "2026-06-01",
        ("kvm1", "u-1", "web", NIC.format("lan", "clean-traffic") + DISK.format("a")),
        ("kvm1", "u-2", "db", ""),
        ("kvm1", "u-3", "gone", ""),
        ("kvm1", "u-5", "same", ""),
    )
    later = estate(
        "2026-07-01",
        ("kvm2", "u-1", "web", NIC.format("dmz", "") + DISK.format("b")),
        ("kvm1", "u-2", "database", "<hostdev type='pci'/>"),
        ("kvm1", "u-4", "fresh", ""),
        ("kvm1", "u-5", "same", ""),
    )
    return tuple(worked.bring_in(None, by, each).applied_import for each in (first, later))


def told(changes):
    return {(each.name, each.field): (each.before, each.after) for each in changes}


def test_what_came_went_moved_and_changed_is_told_once(two):
    found = drift.drift(*two)
    assert {each.name for each in found.new if each.kind == "vm"} == {"fresh"}
    assert {each.name for each in found.gone if each.kind == "vm"} == {"gone"}
    assert told(found.renamed) == {("database", "name"): ("db", "database")}
    assert told(found.moved) == {
        ("web", "runs_on"): ("kvm1", "kvm2"),
        ("web", "connected_to"): ("lan", "dmz"),
        ("web", "stored_on"): ("a", "b"),
    }
    assert ("database", "posture.devices") in told(found.settings)
    assert not any(each.name == "same" for each in (*found.moved, *found.settings))
    opened = {seen.code: seen.first for seen in found.opened}
    assert opened["VM-PASSTHROUGH"] == ("database",)
    assert opened["VM-NO-NET-FILTER"] == ("web",)
    assert all("gone" in seen.first for seen in found.closed)
    assert not found.is_empty


def test_a_rename_neither_opens_nor_closes_a_finding(two):
    found = drift.drift(*two)
    named = {name for seen in (*found.opened, *found.closed) for name in seen.first}
    assert "db" not in named


def test_an_import_has_not_moved_against_itself(two):
    found = drift.drift(two[0], two[0])
    assert found.is_empty
    assert list(touched.touched(found)) == []


def test_changes_of_size_are_only_counted(by):
    small, large = (
        json.dumps(
            collected(
                "libvirt",
                {"kvm1/a.xml": domain(head=f"<memory unit='MiB'>{size}</memory>")},
                taken_at=f"2026-0{month}-01T08:00:00Z",
            )
        ).encode()
        for size, month in ((1024, 1), (2048, 2))
    )
    found = drift.drift(
        *(worked.bring_in(None, by, each).applied_import for each in (small, large))
    )
    assert (found.others, found.settings) == (1, [])


def test_the_imports_to_compare_with_are_of_the_same_estate(by, two):
    other = of_hosts("2026-08-01", app=("kvm9", "running"))
    alone = worked.bring_in(None, by, other).applied_import
    assert list(drift.comparable(two[1])) == [two[0]]
    assert list(drift.comparable(alone)) == []


def test_the_number_of_queries_does_not_grow_with_the_estate(two, django_assert_num_queries):
    with django_assert_num_queries(6):
        drift.drift(*two)


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Drift")
    full.sign_off(made)
    made.draft.refresh_from_db()
    return made


def page(house, role, url):
    client = Client()
    client.force_login(house.people[role])
    return client.get(url)


def test_a_signed_assessment_is_touched_and_taken_up_again_with_one_click(house):
    by = make.acting(house.people["analyst"], house.organisation)
    later = worked.bring_in(None, by, worked.later(worked.estate())).applied_import
    signed_about = house.draft.pinnedimports.get().imported

    for name in ("sign-off", "assessment"):
        link = f"{house.url('import-drift', imported=later.pk)}?against={signed_about.pk}"
        assert link in page(house, "auditor", house.url(name)).content.decode()
    shown = page(house, "analyst", link).content.decode()
    assert "is signed about the earlier one:" in shown
    assert "brand-new" in shown
    (one,) = touched.touched(drift.drift(signed_about, later))
    assert one.risks
    read_only = page(house, "auditor", link).content.decode()
    assert "Open the next revision with this import" in shown
    assert "Open the next revision with this import" not in read_only

    client = Client()
    client.force_login(house.people["analyst"])
    client.post(house.url("import-reassess"), {"import": later.pk})
    draft = Assessment.objects.get(pk=house.draft.pk)
    assert (draft.status, draft.revision) == ("draft", house.draft.revision + 1)
    assert draft.pinnedimports.get().imported == later
    again = client.post(house.url("import-reassess"), {"import": later.pk}, follow=True)
    assert "Only a signed revision is followed by the next one." in again.content.decode()


def test_without_an_earlier_import_the_page_says_so(house):
    only = house.draft.pinnedimports.get().imported
    text = page(house, "auditor", house.url("import-drift", imported=only.pk)).content.decode()
    assert "there is nothing to compare with" in text
    missing = house.url("import-drift", imported=only.pk) + "?against=999999"
    assert page(house, "auditor", missing).status_code == 404


def test_an_import_of_others_is_refused(house):
    elsewhere = make.actor(make.organisation("Elsewhere"))
    foreign = worked.bring_in(None, elsewhere, worked.estate()).applied_import
    by = make.acting(house.people["analyst"], house.organisation)
    with pytest.raises(Refused, match="no such import"):
        reassessing.reassess(assessment=house.draft, imported=foreign, by=by, at=timezone.now())
