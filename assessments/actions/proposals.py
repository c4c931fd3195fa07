"""Propose risks from assets, findings and catalogue. Writes only what is proposed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from assessments.actions.risks import next_number
from assessments.catalogue import Edition, RiskType
from assessments.models import Assessment, AssetGroup, Risk, TrustGap
from assessments.models.risk import PROPOSED
from assessments.queries import coresident, scope
from assessments.queries.proposing import proposed, share_of
from assessments.queries.sightings import sightings
from assessments.scoring import Proposal

PROVIDER = "external_provider"


def refresh(draft: Assessment, *, at: datetime) -> int:
    """
    Propose every catalogue risk on every group it is for; return how many are new.

    What people judged stays; a proposal that differs is stored beside it. What
    nobody judged leaves the register with its subject and comes back with it.
    The caller has opened the draft.
    """
    edition, seen, gaps = scope.edition_of(draft), sightings(draft), _accepted_gaps(draft)
    groups, share = list(draft.assetgroups.filter(is_gone=False)), share_of(draft)
    known = {(risk.group_id, risk.code): risk for risk in draft.risks.all()}
    number = next_number(draft)
    _follow_subjects(draft, at=at)
    new: list[Risk] = []
    changed: list[Risk] = []
    for group in groups:
        for kind in _kinds_for(group, edition, draft):
            beside = gaps.get(group.pk, "") if kind.code in coresident.CONCERNED else ""
            value = (group.value_c, group.value_i, group.value_a)
            proposal = proposed(kind, value, seen.get(group.pk, {}), share, beside)
            columns = _columns(proposal)
            risk = known.get((group.pk, kind.code))
            if risk is None:
                new.append(_new(draft, group, kind, number + len(new), at=at, columns=columns))
            elif any(getattr(risk, name) != value for name, value in columns.items()):
                _change(risk, draft, at=at, columns=columns)
                changed.append(risk)
    Risk.objects.bulk_create(new, batch_size=500)
    Risk.objects.bulk_update(
        changed, [*PROPOSED, "proposal", "changed_rev", "version", "updated_at"], batch_size=500
    )
    return len(new)


def _accepted_gaps(draft: Assessment) -> dict[int, str]:
    """Keep in mind which decisions about gaps of trust still stand; return those accepted."""
    now = {each.group.pk: each for each in coresident.proposals(draft)}
    accepted = {}
    for row in draft.trustgaps.all():
        stands = row.group_id in now and not now[row.group_id].is_open
        if stands != row.stands:
            draft.trustgaps.filter(pk=row.pk).update(stands=stands)
        if stands and row.decision == TrustGap.Decision.ACCEPTED:
            accepted[row.group_id] = row.told
    return accepted


def _follow_subjects(draft: Assessment, *, at: datetime) -> None:
    """Dismiss proposals whose subject is gone, as the machine; propose them again if it returns."""
    changed = {"changed_rev": draft.input_rev, "updated_at": at, "version": F("version") + 1}
    gone, there = (draft.assetgroups.filter(is_gone=is_gone) for is_gone in (True, False))
    draft.risks.filter(state=Risk.State.PROPOSED, group__in=gone).update(
        state=Risk.State.DISMISSED,
        reason=_("Its subject is no longer in the inventory."),
        **changed,
    )
    draft.risks.filter(state=Risk.State.DISMISSED, judged_by=None, group__in=there).update(
        state=Risk.State.PROPOSED, reason="", **changed
    )


def _kinds_for(group: AssetGroup, edition: Edition, draft: Assessment) -> Iterable[RiskType]:
    for kind in edition.risks.values():
        if kind.rows_for != group.kind:
            continue
        if kind.family == "cloud_service" and PROVIDER not in draft.facts:
            continue
        yield kind


def _columns(proposal: Proposal) -> dict[str, Any]:
    ranks = (proposal.likelihood, *proposal.consequence)
    return dict(zip(PROPOSED, ranks, strict=True)) | {
        "proposal": {
            "reasons": [[message, parameters] for message, parameters in proposal.reasons],
            "not_valued": list(proposal.not_valued),
        }
    }


def _new(
    draft: Assessment,
    group: AssetGroup,
    kind: RiskType,
    number: int,
    *,
    at: datetime,
    columns: dict[str, Any],
) -> Risk:
    return Risk(
        organisation_id=draft.organisation_id,
        assessment=draft,
        number=number,
        group=group,
        code=kind.code,
        title=kind.name,
        description=kind.description,
        family=kind.family,
        changed_rev=draft.input_rev,
        updated_at=at,
        **columns,
    )


def _change(risk: Risk, draft: Assessment, *, at: datetime, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(risk, name, value)
    risk.changed_rev, risk.updated_at = draft.input_rev, at
    risk.version += 1
