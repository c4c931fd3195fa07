"""The tables of the risk page: for every risk of an assessment the lines lead to its level."""

from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions import answers, treatments, work
from assessments.queries import why
from assessments.scoring import Method
from tests import make, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    """An assessment with answers and a plan, so that every kind of line occurs."""
    made = worked.assessment(by)
    at = timezone.now()
    for item, state in (
        ("CHK-OM-05", "implemented"),
        ("CHK-PD-13", "partly"),
        ("CHK-IM-07", "planned"),
    ):
        said = answers.Said(item=item, state=state)
        answers.record(assessment=made, said=said, version=None, by=by, at=at)
    risk = made.risks.filter(code="RSK-VM-07").order_by("number").first()
    treatments.choose(risk=risk, option="modify", note="", by=by, at=at)
    step = treatments.Step("Encrypt", items=("CHK-IM-16", "CHK-OM-05"), risks=(risk.number,))
    treatments.plan(assessment=made, step=step, by=by, at=at)
    work.do_all(timezone.now)
    made.refresh_from_db()
    return made


def number(cell):
    return Decimal(cell.replace(why.MINUS, "-").replace(why.DASH, "0"))


def assert_adds_up(lines):
    *steps, total, level = lines
    for place in range(4):
        assert sum(number(line.cells[place]) for line in steps) == number(total.cells[place])
    return level


def level_of(cells, method):
    likelihood, *consequence = map(int, cells)
    return max(method.cell(likelihood, rank) for rank in consequence)


def test_the_lines_of_every_risk_add_up_to_its_stored_levels(draft):
    method = Method.from_document(draft.method)
    risks = list(draft.risks.select_related("group", "score", "treatment", "judged_by"))
    planned = 0
    for risk in risks:
        found = why.of(draft, risk)
        last = assert_adds_up(found.current)
        assert level_of(last.cells, method) == risk.score.current, risk.key
        if found.residual:
            planned += 1
            last = assert_adds_up(found.residual)
            assert level_of(last.cells, method) == risk.score.residual, risk.key
    assert planned == 1
    assert len(risks) > 50


def test_a_line_says_why_it_counts_as_it_does_and_what_speaks_against_it(draft):
    risk = draft.risks.filter(code="RSK-VM-07", treatment__isnull=False).get()

    lines = {line.item: line for line in why.of(draft, risk).current if line.item}

    assert lines["CHK-PD-13"].because == "Partly: counted half"
    assert lines["CHK-IM-07"].cells == (why.DASH,) * 4
    against = lines["CHK-OM-05"].checks
    assert ("speaks against" in lines["CHK-OM-05"].because) == bool(against)


def test_what_is_not_set_has_no_table_but_the_reason(draft):
    risk = draft.risks.order_by("number").first()
    draft.risks.filter(pk=risk.pk).update(proposed_consequence_i=None)
    risk.refresh_from_db()

    found = why.of(draft, risk)

    assert (found.current, found.residual) == ((), ())
    assert any("integrity" in words for words in found.unset)
