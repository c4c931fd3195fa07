"""What rows call themselves, in logs and in refusals; the keys that people use; who signs in."""

import pytest
from django.apps import apps

from assessments import models
from assessments.models import Assessment, Organisation, Person
from tests import make

ADA, CLINIC = Person(name="Ada Lovelace"), Organisation(name="Clinic")
WORDS = {
    "Acceptance": ({"risk_id": 4, "level": 3}, "4 accepted at 3"),
    "ActionRisk": ({"action_id": 2, "risk_id": 4}, "2 serves 4"),
    "Answer": ({"item": "CHK-OM-05", "state": "partly"}, "CHK-OM-05: partly"),
    "ApiToken": ({"prefix": "ab12", "name": "ci"}, "ab12… ci"),
    "Assessment": ({"number": 7, "title": "Hall"}, "A-7 Hall"),
    "Asset": ({"kind": "vm", "native_id": "vm-1"}, "vm vm-1"),
    "AssetEdge": ({"tail_id": 1, "relation": "runs_on", "head_id": 2}, "1 runs_on 2"),
    "AssetGroup": ({"name": "RES"}, "RES"),
    "AssetState": ({"name": "web"}, "web"),
    "AuditEvent": ({"kind": "risk.rated", "object_key": "R-1"}, "risk.rated R-1"),
    "Checkpoint": ({"size": 9, "root": "ab" * 32}, "9 entries, abababababab"),
    "LedgerEntry": ({"number": 4, "kind": "signoff"}, "4 signoff"),
    "NotaryKey": (
        {"host": "vsrisk.example", "made_at": make.NOON},
        "vsrisk.example, since 2026-06-02",
    ),
    "Receipt": ({"address": "a@b.example", "entry_id": 3}, "a@b.example about entry 3"),
    "SigningKey": ({"keyid": "ab" * 32, "person_id": 2}, f"{'ab' * 8} of 2: pending"),
    "CheckOutcome": ({"code": "VM-OFF", "result": "pass"}, "VM-OFF: pass"),
    "Domain": ({"name": "RES"}, "RES"),
    "Evidence": ({"name": "policy.pdf"}, "policy.pdf"),
    "Finding": ({"code": "VM-OFF", "label": "vm-1"}, "VM-OFF vm-1"),
    "Import": ({"file_name": "estate.xlsx"}, "estate.xlsx"),
    "Invitation": ({"email": "b@example.org", "organisation": CLINIC}, "b@example.org to Clinic"),
    "Membership": ({"person": ADA, "organisation": CLINIC}, "Ada Lovelace in Clinic"),
    "Organisation": ({"name": "Clinic"}, "Clinic"),
    "Origin": (
        {"key": "A-1", "revision": 2, "organisation_name": "Clinic"},
        "A-1 r2 of Clinic",
    ),
    "Person": ({"name": "Ada Lovelace"}, "Ada Lovelace"),
    "PhaseClosed": ({"phase": "planning_design"}, "planning_design"),
    "PinnedImport": ({"assessment_id": 1, "imported_id": 2}, "1 pins 2"),
    "Placement": ({"asset_id": 1, "domain_id": 2}, "1 in 2"),
    "IncidentNote": (
        {"assessment_id": 1, "revision": 2, "happened_on": "2026-11-02"},
        "incident of 2026-11-02 at 1 r2",
    ),
    "AuditorAccess": ({"person_id": 4, "path": "/o/a/"}, "4 at /o/a/"),
    "Remark": (
        {"assessment_id": 1, "revision": 2, "kind": "finding", "risk": "R-3"},
        "finding at 1 r2 R-3",
    ),
    "ReportFile": ({"assessment_id": 1}, "report of 1"),
    "Revision": ({"assessment_id": 1, "number": 2, "status": "signed"}, "1 r2: signed"),
    "Risk": ({"number": 3, "title": "Sprawl"}, "R-3 Sprawl"),
    "Run": ({"kind": "score", "state": "waiting"}, "score #None: waiting"),
    "Score": ({"risk_id": 1, "inherent": 5, "current": 4, "residual": 3}, "1: 5 4 3"),
    "DomainEstimate": ({"domain_id": 3, "dimension": "A"}, "3: A"),
    "LossEstimate": ({"risk_id": 4, "frequency": {"kind": "poisson"}}, "4: {'kind': 'poisson'}"),
    "LossResult": ({"assessment_id": 5, "years": 100_000}, "5: 100000 years"),
    "MethodVersion": ({"name": "Ours", "number": 2}, "Ours 2"),
    "TrustGap": ({"group_id": 7, "decision": "accepted"}, "7: accepted"),
    "Settlement": ({"item": "CHK-OM-05"}, "CHK-OM-05 settled"),
    "Signature": ({"person_name": "Ada", "role": "assessor"}, "Ada as assessor"),
    "Snapshot": ({"digest": "abcdef0123456789"}, "abcdef012345"),
    "TaskDone": ({"phase": "planning_design", "task": "zones"}, "planning_design/zones"),
    "TeamMember": ({"person_id": 1, "assessment_id": 2}, "1 on 2"),
    "Treatment": ({"risk_id": 1, "option": "modify"}, "1: modify"),
    "TreatmentAction": ({"number": 5, "title": "Encrypt"}, "T-5 Encrypt"),
    "Upload": ({"file_name": "estate.xlsx", "state": "waiting"}, "estate.xlsx: waiting"),
}


def test_every_model_has_words():
    assert {model.__name__ for model in apps.get_app_config("assessments").get_models()} == set(
        WORDS
    )


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_row_says_what_it_is(name):
    fields, words = WORDS[name]
    assert str(getattr(models, name)(**fields)) == words


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Lovelace", "AL"), ("ada", "A"), ("Ada King Lovelace", "AL")]
)
def test_initials_are_those_of_the_first_and_last_name(name, initials):
    assert Person(name=name).initials == initials


def test_an_assessment_is_fresh_when_its_scores_are_of_its_last_edit():
    assert Assessment(input_rev=3, score_rev=3).is_fresh
    assert not Assessment(input_rev=3, score_rev=2).is_fresh
    assert Assessment(status=Assessment.Status.DRAFT).is_draft


@pytest.mark.django_db
def test_a_person_is_known_by_an_address_in_small_letters_and_cannot_sign_in_unasked():
    person = Person.objects.create_user("  Ada@Example.org ")

    assert (person.email, person.name) == ("ada@example.org", "Ada")
    assert not person.has_usable_password()
    assert Person.objects.get_by_natural_key(" ADA@example.org") == person


def test_an_estimate_is_confirmed_once_somebody_said_so():
    assert not models.LossEstimate().is_confirmed
    assert models.LossEstimate(confirmed_at=make.NOON).is_confirmed


def test_an_origin_is_signed_when_it_names_signers():
    assert models.Origin(signers=[{"name": "Ann"}]).is_signed
    assert not models.Origin().is_signed
