"""Examples that speak of what people may do: each row is the action itself."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from assessments.actions import ratings, treatments
from assessments.actions.assessments import DEFAULT_CRITERIA
from assessments.models import (
    Answer,
    Assessment,
    AssetState,
    Finding,
    PinnedImport,
    Placement,
    Risk,
    Score,
    Treatment,
)
from assessments.permissions import Refused
from assessments.queries import gates
from assessments.queries.inputs import facts_of
from tests import make
from tests.docs.method_value import Made, edge, estate, state
from tests.docs.pages import NONE
from tests.docs.runners import Row, example, level_number, listed

STORED, REFUSED = "stored", "refused"


@example
def judged(row: Row) -> dict[str, str]:
    org = make.organisation()
    by = make.actor(org)
    proposed = int(row["Proposed"])
    risk = make.risk(make.assessment(org), proposed_likelihood=proposed)
    judgement = ratings.Judgement(row.rank("Judged"), 4, 3, 3)
    reason = _reason(row)
    return _outcome(
        lambda: ratings.rate(
            risk=risk, judgement=judgement, reason=reason, version=None, by=by, at=make.NOON
        )
    )


@example
def override(row: Row) -> dict[str, str]:
    org = make.organisation()
    by = make.actor(org)
    risk = make.risk(make.assessment(org))
    _score(risk, row.rank("Inherent"))
    level, reason = row.rank("Override"), _reason(row)
    return _outcome(
        lambda: ratings.override(
            risk=risk, level=level, reason=reason, version=None, by=by, at=make.NOON
        )
    )


@example
def acceptance(row: Row) -> dict[str, str]:
    org = make.organisation()
    by = make.actor(org, row["Role"])
    risk = make.risk(make.assessment(org, criteria=dict(DEFAULT_CRITERIA)))
    _score(risk, level_number(row["Level"]))
    until = make.NOON + timedelta(days=int(row["Until, in months"]) * 31)
    return _outcome(
        lambda: treatments.accept(
            risk=risk, reason="Known and watched", expires_on=until.date(), by=by, at=make.NOON
        )
    )


@example
def promised(row: Row) -> dict[str, str]:
    org = make.organisation()
    by = make.actor(org)
    draft = make.assessment(org)
    risk = make.risk(draft)
    treatments.choose(risk=risk, option=row["Option"], note="", by=by, at=make.NOON)
    step = treatments.Step(
        "Clear them",
        status=row["Status of the action"],
        items=("CHK-OM-05",),
        risks=(risk.number,),
    )
    treatments.plan(assessment=draft, step=step, by=by, at=make.NOON)
    assert Treatment.objects.filter(risk=risk).exists()
    found = facts_of(draft).promised.get(risk.pk, frozenset())
    return {"Items counted in the residual level": listed(sorted(found))}


@example
def blocks_freezing(row: Row) -> dict[str, str]:
    """Break one thing of an assessment that could be frozen; see which condition says so."""
    made = _ready()
    assert _unmet(made.draft) == []
    BREAK[row["Blocks while"]](made)
    return {"Condition": listed(_unmet(Assessment.objects.get(pk=made.draft.pk)))}


def _ready() -> Made:
    made = estate({"esx-1": "RES 5 4 3"}, has_ha=True)
    draft, org = made.draft, made.draft.organisation
    draft.scope_in, draft.scope_out, draft.exclusions = "Both halls", "Desktops", ["desktop"]
    draft.criteria, draft.criteria_set_at = dict(DEFAULT_CRITERIA), make.NOON
    draft.risk_owner, draft.approver = make.person(org, "risk_owner"), make.person(org, "approver")
    draft.save()
    _score(make.risk(draft, draft.assetgroups.get(kind="domain"), state="confirmed"), 3)
    return made


def _unmet(draft: Assessment) -> list[str]:
    return [each.rule for each in gates.freeze_conditions(draft) if not each.is_met]


def _set(**columns: object) -> Callable[[Made], None]:
    return lambda made: _update(made.draft, columns)


def _update(draft: Assessment, columns: Mapping[str, object]) -> None:
    Assessment.objects.filter(pk=draft.pk).update(**columns)


def _risk_without_a_level(made: Made) -> None:
    make.risk(made.draft, made.draft.assetgroups.get(kind="cluster"), state="confirmed")


def _proposal(made: Made) -> None:
    _score(make.risk(made.draft, made.draft.assetgroups.get(kind="cluster")), 3)


def _answer(made: Made, state: str, reason: str = "") -> None:
    Answer.objects.create(
        organisation=made.draft.organisation,
        assessment=made.draft,
        item="CHK-OM-05",
        state=state,
        reason=reason,
        answered_by_id=made.by.person_id,
        answered_at=make.NOON,
    )


def _contradict(made: Made) -> None:
    _answer(made, "implemented")
    Finding.objects.create(
        organisation=made.draft.organisation,
        imported=made.imported,
        code="VM-SNAP-MEM",
        asset=Placement.objects.get(assessment=made.draft).asset,
        label="vm-on-esx-1",
        severity="high",
        evidence=[],
    )


def _gap(made: Made) -> None:
    """Let two machines of trust 1 and 5 share the host of the estate."""
    for name, trust in (("OUT", 1), ("IN", 5)):
        guest = state(made, "vm", f"vm-{name}")
        edge(made, "runs_on", guest, AssetState.objects.get(imported=made.imported, kind="host"))
        Placement.objects.create(
            organisation=made.draft.organisation,
            assessment=made.draft,
            asset=guest.asset,
            domain=make.domain(made.draft, name, value_c=3, value_i=3, value_a=3, trust=trust),
            rule="attribute",
        )


BREAK: Mapping[str, Callable[[Made], object]] = {
    "trust is far apart on a cluster and nobody decided": _gap,
    "the scope in or out is empty": _set(scope_out=" "),
    "no exclusion of the standard is confirmed": _set(exclusions=[]),
    "nobody has set the criteria": _set(criteria_set_at=None),
    "lead, risk owner and approver are not three people": _set(approver=None),
    "no inventory is pinned": lambda made: PinnedImport.objects.filter(
        assessment=made.draft
    ).delete(),
    "a virtual machine has no domain": lambda made: Placement.objects.filter(
        assessment=made.draft
    ).update(domain=None),
    "a domain that holds machines lacks value or trust": lambda made: made.draft.domains.update(
        trust=None
    ),
    "a proposal is neither confirmed nor dismissed": _proposal,
    "a risk has no level": _risk_without_a_level,
    "a risk is about something that left the inventory": lambda made: made.draft.assetgroups.filter(
        kind="domain"
    ).update(is_gone=True),
    "an answer is contradicted and nobody has explained it": _contradict,
    "“not applicable” lacks its second person": lambda made: _answer(
        made, "not_applicable", "No snapshots here"
    ),
    "levels are being recomputed": _set(input_rev=1),
}


def _score(risk: Risk, level: int | None) -> None:
    if level is not None:
        Score.objects.create(
            organisation=risk.organisation,
            assessment=risk.assessment,
            risk=risk,
            inherent=level,
            current=level,
            residual=level,
            scored_rev=0,
        )


def _reason(row: Row) -> str:
    text = row["Reason"]
    return "" if text == NONE else text


def _outcome(act: Callable[[], object]) -> dict[str, str]:
    try:
        act()
    except Refused:
        return {"Outcome": REFUSED}
    return {"Outcome": STORED}
