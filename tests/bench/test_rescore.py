"""Scoring a stored register again, against one read and one bare write of the same rows."""

from collections.abc import Iterator
from functools import partial
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from assessments.actions import answers, drafts, work
from assessments.models import Assessment
from assessments.queries import score_columns
from tests import make, registers
from tests.bench.conftest import analyse
from tests.bench.figures import compare, costs, note, show

STATES = ("implemented", "not_implemented")
LARGE = 100_000
CONSEQUENCES = (1, 3, 5)  # in turn, so that each differs from those of the last two edits
BARE = """
UPDATE assessments_score SET inherent = given.high, current = given.level, residual = given.low
FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::smallint[])
  AS given(risk, high, level, low)
WHERE risk_id = given.risk
"""


def answer(register, turn):
    said = answers.Said(item="CHK-OM-05", state=STATES[turn % 2])
    answers.record(
        assessment=register.draft, said=said, version=None, by=register.by, at=timezone.now()
    )


def test_scoring_again(filled, open_database):
    for size, register in filled.items():
        found = costs(
            {"score": lambda: work.do_all(timezone.now)},
            before=partial(answer, register),
            repeats=3,
        )
        show(f"Scoring {size:,} risks again after one answer\n  ours       {found['score']}")
        note(f"Scoring {size:,} risks again", f"{found['score'].whole:.1f} ms")


@pytest.fixture
def large(databases, django_db_setup, django_db_blocker) -> Iterator[Assessment]:
    """Give a scored draft with very many risks, in a database of its own."""
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name):
            draft = registers.fill(make.organisation(), LARGE).draft
            analyse()
            yield draft
        databases.drop(name)


def tenth_of(draft: Assessment):
    return draft.risks.annotate(last=F("number") % 10).filter(last=7)


def test_scoring_costs_at_most_twice_one_read_and_one_bare_write(large):
    edits, levels = count(), count()
    risks = list(tenth_of(large).values_list("pk", flat=True))

    def edit(_turn: int) -> None:
        rank = CONSEQUENCES[next(edits) % 3]
        with transaction.atomic():
            tenth_of(large).update(consequence_c=rank, consequence_i=rank, consequence_a=rank)
            draft = Assessment.objects.select_for_update().get(pk=large.pk)
            drafts.raise_input_rev(draft, at=timezone.now())

    def ours() -> None:
        assert work.do_all(timezone.now) == 1

    def bare() -> None:
        with transaction.atomic():
            for _row in score_columns.statement(large).iterator(chunk_size=10_000):
                pass
            some = len(risks)
            with connection.cursor() as cursor:
                level = 3 + next(levels) % 2
                cursor.execute(BARE, [risks, [5] * some, [level] * some, [1] * some])

    found = costs({"ours": ours, "bare": bare}, before=edit, repeats=3)

    title = f"Scoring {LARGE:,} risks, {len(risks):,} moved"
    compare(title, found["ours"], found["bare"], at_most=2)
