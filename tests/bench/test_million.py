"""A million stored scenarios: time and memory of scoring them, beside a tenth and a hundredth."""

import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.actions import drafts, work
from assessments.models import Assessment, AssetGroup, Domain, Risk
from tests import make, registers
from tests.bench.conftest import analyse
from tests.bench.figures import note, show

SIZES = (10_000, 100_000, 1_000_000)
SEED = 10_000  # risks that are filled one by one; the others are their copies
SLACK = 1.5  # of the time that a risk costs, from 100,000 on
ROOM, EACH = 64, 400e-6  # megabytes that scoring may add: before the first risk, and for each
TURNED = {"name": "name || '/' || turn", "number": "number + %(seed)s * turn"}
OWNED = {  # how the copy of a row finds the copy of what it belongs to
    "domain_id": "(SELECT d.id FROM assessments_domain d WHERE d.assessment_id = %(draft)s"
    " AND d.name = (SELECT name FROM assessments_domain WHERE id = domain_id) || '/' || turn)",
    "group_id": "(SELECT g.id FROM assessments_assetgroup g JOIN assessments_domain d"
    " ON d.id = g.domain_id WHERE g.assessment_id = %(draft)s AND d.name ="
    " (SELECT name FROM assessments_assetgroup WHERE id = group_id) || '/' || turn)",
}
COPY = """
INSERT INTO {table} ({columns})
SELECT {values} FROM {table}, generate_series(%(first)s, %(last)s) AS turn
WHERE assessment_id = %(draft)s AND {seed}
"""


def test_a_million_risks_are_scored_in_time_and_memory_that_their_number_explains(
    databases, django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name):
            draft = registers.fill(make.organisation(), SEED).draft
            found = [scored(draft, size) for size in SIZES]
            assert draft.scores.count() == SIZES[-1]
        databases.drop(name)
    lines = [
        f"  {size:>9,}  first {first:7.1f} s   again {again:6.1f} s   memory added {memory:5.0f} MB"
        for size, (first, again, memory) in zip(SIZES, found, strict=True)
    ]
    show("\n".join(["Scoring stored risks, first (all written) and again (none moved)", *lines]))
    for size, (first, again, memory) in zip(SIZES, found, strict=True):
        note(f"Scoring {size:,} stored risks, first / again", f"{first:.1f} / {again:.1f} s")
        note(f"Memory that scoring {size:,} adds", f"{memory:.0f} MB")
    growth = SIZES[2] / SIZES[1]
    for less, more in zip(found[1][:2], found[2][:2], strict=True):
        assert more <= SLACK * growth * less
    for size, (_first, _again, memory) in zip(SIZES, found, strict=True):
        assert memory <= ROOM + EACH * size


def scored(draft: Assessment, size: int) -> tuple[float, float, float]:
    """Grow a register to *size* and score it; return seconds, seconds again, and megabytes."""
    grow(draft, size)
    draft.scores.update(basis=None)
    first, peak = spent(draft)
    again, _peak = spent(draft)
    return first, again, peak


def grow(draft: Assessment, size: int) -> None:
    """Copy the first risks of a register, with their domains and groups, until it has *size*."""
    given = {
        "seed": SEED,
        "draft": draft.pk,
        "first": draft.risks.count() // SEED,
        "last": size // SEED - 1,
    }
    with connection.cursor() as cursor:
        for model, seed in (
            (Domain, "name NOT LIKE '%%/%%'"),
            (AssetGroup, "domain_id IS NOT NULL AND name NOT LIKE '%%/%%'"),
            (Risk, "number <= %(seed)s"),
        ):
            names = [field.column for field in model._meta.concrete_fields]
            kept = [name for name in names if name not in ("id", "level", "level_likelihood")]
            values = [OWNED.get(name) or TURNED.get(name) or f'"{name}"' for name in kept]
            statement = COPY.format(
                table=model._meta.db_table,
                columns=", ".join(f'"{name}"' for name in kept),
                values=", ".join(values),
                seed=seed,
            )
            cursor.execute(statement, given)
            analyse()


def spent(draft: Assessment) -> tuple[float, float]:
    """Score a register anew; return the seconds, and by how many megabytes the process grew."""
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=draft.pk)
        drafts.raise_input_rev(locked, at=timezone.now())
    before, began = peak(reset=True), time.perf_counter()
    work.do_all(timezone.now)
    return time.perf_counter() - began, peak() - before


def peak(*, reset: bool = False) -> float:
    """Return the most memory that this process had since the last reset, in megabytes."""
    own = Path("/proc/self")
    if not (own / "clear_refs").exists():
        pytest.skip("the kernel does not tell a process its peak memory")
    if reset:
        (own / "clear_refs").write_text("5")
    line = next(x for x in (own / "status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
