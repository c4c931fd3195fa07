"""What must hold after every fault."""

from dataclasses import dataclass

from django.db.models import Sum

from assessments.models import Assessment, AuditEvent
from assessments.models.risk import COMPUTED
from assessments.queries import recomputed
from assessments.scoring import Method
from tests.faults.plant import until
from tests.registers import require_levels_beside


@dataclass(frozen=True)
class Ledger:
    """Three counts that one edit raises together, and what was said in each edit."""

    input_rev: int
    versions: int
    events: int

    def since(self, earlier: "Ledger") -> tuple[int, int, int]:
        return (
            self.input_rev - earlier.input_rev,
            self.versions - earlier.versions,
            self.events - earlier.events,
        )


def ledger(draft: Assessment) -> Ledger:
    draft.refresh_from_db()
    versions = draft.risks.aggregate(sum=Sum("version"))["sum"]
    return Ledger(draft.input_rev, versions, judged(draft).count())


def judged(draft: Assessment):
    return AuditEvent.objects.filter(assessment=draft, kind="risk.judged")


def require_whole_edits(draft: Assessment, before: Ledger, acknowledged: list[str]) -> None:
    """Every acknowledged edit is there with its event, and no edit is there in part."""
    counts = ledger(draft).since(before)
    assert len(set(counts)) == 1, counts
    assert counts[0] >= len(acknowledged)
    noted = set(judged(draft).values_list("reason", flat=True))
    assert set(acknowledged) <= noted


def require_right_levels(draft: Assessment) -> None:
    """In the end nothing is stale, and each stored level is what its inputs give."""
    assert until(lambda: _is_fresh(draft)), f"{draft.score_rev} of {draft.input_rev} is scored"
    method = Method.from_document(draft.method)
    wanted = {
        each.risk_id: each.columns for each in recomputed.compute(recomputed.load(draft), method)
    }
    stored = {
        row.risk_id: {name: getattr(row, name) for name in (*COMPUTED, "details")}
        for row in draft.scores.all()
    }
    assert stored == wanted
    require_levels_beside(draft)
    assert not draft.scores.filter(scored_rev__gt=draft.input_rev).exists()


def _is_fresh(draft: Assessment) -> bool:
    draft.refresh_from_db()
    return draft.score_rev == draft.input_rev
