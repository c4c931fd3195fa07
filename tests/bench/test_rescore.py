"""Scoring a whole register again after one edit."""

from django.utils import timezone

from assessments.actions import answers, work
from tests.bench.figures import costs, note, show

STATES = ("implemented", "not_implemented")


def test_scoring_again(filled, open_database):
    for size, register in filled.items():

        def edit(turn, register=register):
            said = answers.Said(item="CHK-OM-05", state=STATES[turn % 2])
            answers.record(
                assessment=register.draft,
                said=said,
                version=None,
                by=register.by,
                at=timezone.now(),
            )

        found = costs({"score": lambda: work.do_all(timezone.now)}, before=edit, repeats=3)
        show(f"Scoring {size:,} risks again after one answer\n  ours       {found['score']}")
        note(f"Scoring {size:,} risks again", f"{found['score'].whole:.1f} ms")
