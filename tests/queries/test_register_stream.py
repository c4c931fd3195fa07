"""The streamed register is the register of the document that would be frozen, cell by cell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import answers, ratings, risks, work
from assessments.queries import register_export, register_stream
from assessments.queries.document import document_of
from assessments.reports import register_rows
from assessments.reports.judgements import number_of
from tests import make, registers, worked

pytestmark = pytest.mark.django_db

SIZE = 75


@pytest.fixture
def filled():
    return registers.fill(make.organisation(), SIZE)


def streamed(draft):
    draft.refresh_from_db()
    return list(register_export.rows(draft))


def documented(draft):
    rows = register_rows.rows_of(document_of(draft, at=timezone.now(), with_estate=False))
    return sorted(rows, key=lambda row: number_of(str(row["key"])))


def test_every_cell_is_that_of_the_document(filled):
    got = streamed(filled.draft)

    assert got == documented(filled.draft)
    assert len(got) == SIZE
    for name in ("actions", "evidence", "accepted_until", "override_reason", "controls", "owner"):
        assert any(row[name] for row in got), name


def test_rows_whose_inputs_changed_since_they_were_scored_are_computed(filled):
    draft, by, at = filled.draft, filled.by, timezone.now()
    for risk in draft.risks.order_by("number")[:3]:
        judged = ratings.Judgement(1, 1, 2, None if risk.number > 3 else 1)
        ratings.rate(risk=risk, judgement=judged, reason="Low", version=None, by=by, at=at)
    group = draft.assetgroups.order_by("pk").first()
    said = answers.Said(item="CHK-OM-05", state="not_implemented", group=group)
    answers.record(assessment=draft, said=said, version=None, by=by, at=at)
    last = draft.risks.order_by("number").last()
    risks.dismiss(risk=last, reason="Not ours", version=None, by=by, at=at)

    got = streamed(draft)

    assert got == documented(draft)
    assert [row["inherent"] for row in got[:3]] == [1, 1, 1]
    assert got[-1]["state"] == "dismissed"


def test_an_estate_that_was_read_from_a_file_streams_as_its_document(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    draft = worked.assessment(make.actor(make.organisation()))

    assert streamed(draft) == documented(draft)


def test_texts_are_composed_and_unset_ranks_stay_unset(filled):
    first = filled.draft.risks.order_by("number").first()
    filled.draft.risks.filter(pk=first.pk).update(
        title="Cafe\u0301", likelihood=None, proposed_likelihood=None, changed_rev=10**6
    )

    got = streamed(filled.draft)

    assert got == documented(filled.draft)
    assert (got[0]["title"], got[0]["current"]) == ("Caf\u00e9", None)
    assert got[0]["current_consequence_number"] is not None


def test_the_number_of_questions_does_not_follow_the_number_of_rows(filled):
    def questions(draft):
        with CaptureQueriesContext(connection) as asked:
            assert list(register_stream.rows(draft))
        return [query["sql"] for query in asked.captured_queries]

    larger = registers.fill(filled.draft.organisation, 4 * SIZE).draft
    assert len(questions(larger)) == len(questions(filled.draft))


def test_a_stream_that_began_is_not_touched_by_what_is_done_meanwhile(filled):
    draft, by, at = filled.draft, filled.by, timezone.now()
    *_, unset, last = draft.risks.order_by("number")
    draft.risks.filter(pk=unset.pk).update(likelihood=None, proposed_likelihood=None)
    risks.dismiss(risk=last, reason="Not ours", version=None, by=by, at=at)
    work.do_all(timezone.now)
    before = streamed(draft)

    begun = register_export.rows(draft)
    first = next(begun)
    for risk in draft.risks.order_by("-number")[:2]:
        risk.likelihood = 1
        risk.save()

    assert [first, *begun] == before
    assert streamed(draft) != before
