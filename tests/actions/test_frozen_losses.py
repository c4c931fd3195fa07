"""What a frozen revision says of losses can be computed again from its bytes alone."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments.actions import losses, publishing, simulating, work
from assessments.queries.estimates import Frequency, Range
from assessments.queries.loss_scenarios import Inputs
from assessments.reports.document import Document
from assessments.scoring.losses import BLOCK, result_of, simulate
from tests import full, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    """Return a house with losses of a layer and of one risk, simulated."""
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
    return house


def test_the_figures_of_a_frozen_revision_come_again_from_its_bytes(house):
    revision = full.freeze(house)

    document = Document.from_json(bytes(revision.snapshot.content))
    (stored,) = document.loss_results
    estimated = house.draft.risks.filter(loss_estimate__isnull=False)
    assert {each.risk for each in document.loss_estimates} == {risk.key for risk in estimated}
    inputs = Inputs.from_document(stored.inputs)
    part = simulate(
        inputs.scenarios, seed=stored.seed, years=stored.years, tolerance=inputs.tolerance
    )
    again = result_of(part, inputs.scenarios, seed=stored.seed, tolerance=inputs.tolerance)
    assert again.inputs == stored.input_digest == inputs.digest
    assert again.digest == stored.result_digest


def test_the_curve_stands_in_the_report_of_a_draft_and_of_a_frozen_revision(house, client):
    client.force_login(house.people["auditor"])
    seen = []
    for upto in (None, full.freeze):
        if upto:
            upto(house)
        page = client.get(house.url("report")).content.decode()
        (drawing,) = re.findall(r'<svg [^>]*class="lec".*?</svg>', page, re.DOTALL)
        assert drawing.count('class="curve c') == 3
        publishing.ask(
            assessment=house.draft,
            by=make.acting(house.people["auditor"], house.organisation),
            at=timezone.now(),
        )
        work.do_all(timezone.now)
        report = house.draft.reports.latest("pk")
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(report.content)).pages)
        assert "VaR 99.9 %" in text
        seen.append(drawing)
    assert seen[0] == seen[1]
