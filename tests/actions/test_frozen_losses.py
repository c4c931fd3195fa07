"""What a frozen revision says of losses can be computed again from its bytes alone."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions import losses, simulating, work
from assessments.queries.estimates import Frequency, Range
from assessments.queries.loss_scenarios import Inputs
from assessments.reports.document import Document
from assessments.scoring.losses import BLOCK, result_of, simulate
from tests import full, make

pytestmark = pytest.mark.django_db


def test_the_figures_of_a_frozen_revision_come_again_from_its_bytes(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    house = full.make_house("St Brannoc")
    by = make.acting(house.people["analyst"], house.organisation)
    at = timezone.now()
    alone = house.draft.risks.filter(group__kind="domain").order_by("number")[0]
    layer = house.draft.risks.filter(group__kind="cluster").order_by("number")[0]
    amount = Range("range", Decimal(100_000), None, Decimal(1_000_000))
    said = losses.Said(
        losses={"response": amount},
        frequency=Frequency("poisson", Range("pert", Decimal("0.1"), Decimal("0.2"), Decimal(1))),
        dimensions="A",
    )
    for risk in (alone, layer):
        losses.estimate(risk=risk, said=said, version=0, by=by, at=at)
    for domain in house.draft.domains.all():
        losses.estimate_domain(
            domain=domain, dimension="A", said=losses.Said({"productivity": amount}),
            version=0, by=by, at=at,
        )  # fmt: skip
    simulating.ask(assessment=house.draft, seed=11, years=BLOCK, by=by, at=at)
    work.do_all(timezone.now)

    revision = full.freeze(house)

    document = Document.from_json(bytes(revision.snapshot.content))
    (stored,) = document.loss_results
    assert {each.risk for each in document.loss_estimates} == {alone.key, layer.key}
    inputs = Inputs.from_document(stored.inputs)
    part = simulate(
        inputs.scenarios, seed=stored.seed, years=stored.years, tolerance=inputs.tolerance
    )
    again = result_of(part, inputs.scenarios, seed=stored.seed, tolerance=inputs.tolerance)
    assert again.inputs == stored.input_digest == inputs.digest
    assert again.digest == stored.result_digest
