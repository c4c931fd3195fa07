"""The worked example of the design, from the file to the levels, through the actions."""

from datetime import UTC, datetime

import pytest

from assessments.actions import answers, assessments, domains, treatments, uploads, work
from assessments.models import Upload
from assessments.queries.inputs import facts_of, inputs_of
from assessments.scoring import DEFAULT_METHOD, score_one
from assessments.scoring.explanation import decimal
from tests import make, samples

pytestmark = [pytest.mark.django_db, samples.needed]

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = {"CHK-PD-13": "implemented", "CHK-IM-16": "not_implemented", "CHK-OM-05": "implemented"}
VERY_HIGH, HIGH, MEDIUM = 5, 4, 3


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    """An assessment with the file of s1-small, and RES valued 5, 4, 3."""
    path = samples.file("generated/s1-small/*4.7.1.xlsx")
    found = assessments.create(scope=assessments.Scope("Platform"), by=by, at=AT)
    upload = uploads.receive(
        chunks=[path.read_bytes()], file_name=path.name, by=by, at=AT, assessment=found
    )
    work.do_all(lambda: AT)
    upload.refresh_from_db()
    assert upload.state == Upload.State.CHECKED, upload.error
    uploads.apply(upload=upload, by=by, at=AT)
    work.do_all(lambda: AT)
    res = found.domains.get(name="RES")
    worth = domains.Worth(5, 4, 3, 5)
    domains.value(domain=res, worth=worth, reason="Records", version=None, by=by, at=AT)
    work.do_all(lambda: AT)
    return found


def row(draft, code, name):
    return draft.risks.select_related("score").get(code=code, group__name=name)


def numbers(draft, state):
    """L', C', I' and A' of the row, from what the database holds."""
    risk = row(draft, "RSK-VM-07", "RES")
    inputs = inputs_of(risk, facts_of(draft))
    now = state == "current"
    likelihood = inputs.likelihood if now else inputs.residual_likelihood
    measures = inputs.counted() if now else inputs.planned()
    found = score_one(likelihood, inputs.consequence, measures, DEFAULT_METHOD).numbers
    return tuple(map(str, (decimal(n) for n in (found.likelihood, found.c, found.i, found.a))))


def levels(draft):
    score = row(draft, "RSK-VM-07", "RES").score
    return score.inherent, score.current, score.residual


def test_the_file_proposes_what_the_page_says(draft):
    risk = row(draft, "RSK-VM-07", "RES")

    assert draft.placements.filter(domain__name="RES", asset__kind="vm").count() == 39
    assert risk.proposed_likelihood == 4 + 1
    assert risk.proposal["reasons"][1] == [
        "likelihood.observed",
        {"rank": 5, "checks": "VM-SNAP-MEM"},
    ]
    assert (
        risk.proposed_consequence_c,
        risk.proposed_consequence_i,
        risk.proposed_consequence_a,
    ) == (4, 3, 3)
    assert levels(draft) == (VERY_HIGH, VERY_HIGH, VERY_HIGH)


def test_the_layer_below_takes_what_reaches_it(draft):
    layer = row(draft, "RSK-HV-01", "CL-RES-001")

    paths = layer.group.value_paths
    assert [paths[name]["number"] for name in "cia"] == ["5", "4", "7/5"]
    assert (layer.group.value_c, layer.group.value_i, layer.group.value_a) == (5, 4, 1)
    assert (layer.proposed_likelihood, layer.score.inherent) == (3, HIGH)


def test_answers_and_plan_lower_it_to_the_last_digit(draft, by):
    for item, state in SAID.items():
        said = answers.Said(item=item, state=state)
        answers.record(assessment=draft, said=said, version=None, by=by, at=AT)
    work.do_all(lambda: AT)
    assert numbers(draft, "current") == ("4.2144", "3.9403", "2.9602", "2.9602")
    assert levels(draft) == (VERY_HIGH, HIGH, HIGH)

    risk = row(draft, "RSK-VM-07", "RES")
    treatments.choose(risk=risk, option="modify", note="", by=by, at=AT)
    step = treatments.Step("Clear the snapshots", items=("CHK-OM-05",), risks=(risk.number,))
    first = treatments.plan(assessment=draft, step=step, by=by, at=AT)
    work.do_all(lambda: AT)
    assert numbers(draft, "residual")[:2] == ("2.8816", "3.9106")
    assert levels(draft) == (VERY_HIGH, HIGH, HIGH)

    encrypt = treatments.Step("Encrypt the disks", items=("CHK-IM-16",), risks=(risk.number,))
    treatments.change(action=first, step=encrypt, version=None, by=by, at=AT)
    work.do_all(lambda: AT)
    assert numbers(draft, "residual")[0] == "4.166184"
    assert levels(draft) == (VERY_HIGH, HIGH, HIGH)

    treatments.plan(assessment=draft, step=step, by=by, at=AT)
    work.do_all(lambda: AT)
    assert numbers(draft, "residual") == ("2.853376", "2.688148", "2.804572", "2.9404")
    assert levels(draft) == (VERY_HIGH, HIGH, MEDIUM)
