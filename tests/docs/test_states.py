"""docs/reference/states.md against the database: every step is tried, allowed or not."""

import re
from itertools import permutations

import pytest
from django.db import DatabaseError, transaction

from assessments.models import Assessment, Revision
from tests import make
from tests.docs.pages import table, tables
from tests.house.source import ROOT
from tests.models.test_guards import freeze, sign

pytestmark = pytest.mark.django_db

PAGE = "docs/reference/states.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
ROLES = ("assessor", "risk_owner", "approver")
OF_ASSESSMENT, OF_REVISION = [
    {(row["From"], row["To"]) for row in each.rows} for each in tables(TEXT)
]


class Case:
    """An assessment that was brought to a status by the allowed steps."""

    def __init__(self, status: str) -> None:
        org = make.organisation()
        self.people = [make.person(org, role) for role in ("analyst", "risk_owner", "approver")]
        self.row = make.assessment(org, self.people[0])
        self.revision: Revision | None = None
        if status != "draft":
            self.revision = freeze(self.row, self.people)
        if status == "signed":
            self.finish("signed")
            self.move("signed")

    def finish(self, status: str) -> None:
        """End the revision in sign-off."""
        assert self.revision is not None
        columns: dict[str, object] = {"status": status}
        if status == "signed":
            for role, person in zip(ROLES, self.people, strict=True):
                sign(self.revision, role, person)
            columns["signed_at"] = make.NOON
        else:
            columns |= {
                "returned_by": self.people[1],
                "returned_at": make.NOON,
                "return_reason": "Say more",
            }
        Revision.objects.filter(pk=self.revision.pk).update(**columns)

    def move(self, status: str) -> None:
        columns: dict[str, object] = {"status": status}
        if status == "draft":
            columns |= {"revision": 2, "frozen_digest": ""}
        elif self.revision is not None:
            columns |= {"frozen_digest": self.revision.snapshot_id}
        Assessment.objects.filter(pk=self.row.pk).update(**columns)


def try_step(before: str, after: str) -> None:
    """Take one step as well as it can be prepared."""
    case = Case(before)
    if after == "in_signoff" and before == "draft":
        freeze(case.row, case.people)
        return
    if before == "in_signoff":
        case.finish("signed" if after == "signed" else "returned")
    case.move(after)


@pytest.mark.parametrize(("before", "after"), list(permutations(Assessment.Status.values, 2)))
def test_the_steps_of_an_assessment_are_those_of_the_page(before, after):
    if (before, after) in OF_ASSESSMENT:
        try_step(before, after)
    else:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            try_step(before, after)


@pytest.mark.parametrize(("before", "after"), list(permutations(Revision.Status.values, 2)))
def test_the_steps_of_a_revision_are_those_of_the_page(before, after):
    case = Case("in_signoff")
    if before != "in_signoff":
        case.finish(before)
    if (before, after) in OF_REVISION:
        case.finish(after)
    else:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            Revision.objects.filter(assessment=case.row).update(status=after)


def test_the_diagram_draws_the_steps_of_the_table():
    drawn = set(re.findall(r"^  (\w+) --> (\w+): ", TEXT, re.MULTILINE))
    assert drawn == OF_ASSESSMENT
    assert re.search(r"^  \[\*\] --> draft$", TEXT, re.MULTILINE)
    assert {row["From"] for row in table(PAGE, "From")} <= {
        *Assessment.Status.values,
        *Revision.Status.values,
    }
