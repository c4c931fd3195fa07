"""Make the register, checklist and plan of a brought assessment again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.actions.brought_estate import BATCH, Here, Ids
from assessments.models import (
    ActionRisk,
    Answer,
    DomainEstimate,
    LossEstimate,
    Risk,
    Settlement,
    TaskDone,
    Treatment,
    TreatmentAction,
    TrustGap,
)
from assessments.models.risk import JUDGED
from assessments.queries import coresident
from assessments.reports import judgements
from assessments.reports.document import Document
from assessments.reports.judgements import number_of

BESIDE = "likelihood.beside"  # the reason that says an accepted gap of trust counts


def bring(document: Document, here: Here, ids: Ids) -> None:
    """
    Store what was judged, answered and planned, as said by whoever brings it.

    Acceptances, confirmations by a second person, owners and closed phases are acts of
    people elsewhere: they are not made again.
    """
    risks = _risks(document, here, ids)
    _plan(document, here, risks)
    _checklist(document, here, ids)
    _gaps(document, here, ids)
    _losses(document, here, ids, risks)


def _risks(document: Document, here: Here, ids: Ids) -> dict[str, int]:
    rows = Risk.objects.bulk_create(
        (
            _risk(row, here, ids.groups)
            for row in sorted(document.risks, key=lambda row: number_of(row.key))
        ),
        batch_size=BATCH,
    )
    known = {row.key: row.pk for row in rows}
    Treatment.objects.bulk_create(
        (
            Treatment(
                risk_id=known[row.key],
                option=row.treatment.option,
                note=row.treatment.note,
                **here.mine,
                **here.who,
            )
            for row in document.risks
            if row.treatment
        ),
        batch_size=BATCH,
    )
    return known


def _risk(row: judgements.Risk, here: Here, groups: Mapping[str, int]) -> Risk:
    me, override = here.by.person_id, row.override
    judged: dict[str, Any] = {}
    for name in JUDGED:
        judged[name] = getattr(row.judged, name)
        judged[f"proposed_{name}"] = getattr(row.proposed, name)
    return Risk(
        number=number_of(row.key),
        group_id=groups[row.group],
        code=row.code,
        title=row.title,
        description=row.description,
        family=row.family,
        state=row.state,
        proposal=row.proposal,
        reason=row.reason,
        judged_by_id=me if row.judged_by else None,
        judged_at=here.at if row.judged_at else None,
        override_level=override.level if override else None,
        override_reason=override.reason if override else "",
        overridden_by_id=me if override else None,
        overridden_at=here.at if override else None,
        changed_rev=here.draft.input_rev,
        updated_at=here.at,
        **judged,
        **here.mine,
    )


def _plan(document: Document, here: Here, risks: Mapping[str, int]) -> None:
    rows = TreatmentAction.objects.bulk_create(
        (
            TreatmentAction(
                number=number_of(row.key),
                title=row.title,
                description=row.description,
                due=date.fromisoformat(row.due) if row.due else None,
                cost_minor=row.cost_minor,
                status=row.status,
                items=list(row.items),
                created_by_id=here.by.person_id,
                created_at=here.at,
                done_at=here.at if row.done_at else None,
                **here.mine,
            )
            for row in document.actions
        ),
        batch_size=BATCH,
    )
    ActionRisk.objects.bulk_create(
        (
            ActionRisk(action=made, risk_id=risks[key], **here.mine)
            for row, made in zip(document.actions, rows, strict=True)
            for key in row.risks
        ),
        batch_size=BATCH,
    )


def _checklist(document: Document, here: Here, ids: Ids) -> None:
    me = here.by.person_id
    Answer.objects.bulk_create(
        (
            Answer(
                item=row.item,
                group_id=ids.groups[row.group] if row.group is not None else None,
                state=row.state,
                note=row.note,
                reason=row.reason,
                answered_by_id=me,
                answered_at=here.at,
                **here.mine,
            )
            for row in document.answers
        ),
        batch_size=BATCH,
    )
    Settlement.objects.bulk_create(
        Settlement(
            item=row.item,
            group_id=ids.groups[row.group] if row.group is not None else None,
            words=row.words,
            **here.mine,
            **here.who,
        )
        for row in document.settlements
    )
    TaskDone.objects.bulk_create(
        TaskDone(phase=phase.id, task=done.task, **here.mine, **here.who)
        for phase in document.phases
        for done in phase.tasks_done
    )


def _gaps(document: Document, here: Here, ids: Ids) -> None:
    """Accept the gaps of trust again whose acceptance a proposal rests on."""
    told = {
        ids.groups[row.group]: str(given.get("places", ""))
        for row in document.risks
        for message, given in reasons_of(row)
        if message == BESIDE
    }
    facts = {each.group.pk: each.facts for each in coresident.proposals(here.draft)} if told else {}
    TrustGap.objects.bulk_create(
        TrustGap(
            group_id=group,
            decision=TrustGap.Decision.ACCEPTED,
            facts=facts.get(group, ""),
            told=places,
            **here.mine,
            **here.who,
        )
        for group, places in told.items()
    )


def reasons_of(row: judgements.Risk) -> list[tuple[str, Mapping[str, Any]]]:
    """Return why the ranks of a risk were proposed: message ids with their parameters."""
    kept = row.proposal
    return list(kept.get("reasons", [])) if isinstance(kept, Mapping) else []


def _losses(document: Document, here: Here, ids: Ids, risks: Mapping[str, int]) -> None:
    LossEstimate.objects.bulk_create(
        LossEstimate(
            risk_id=risks[row.risk],
            frequency=row.frequency,
            losses=row.losses,
            dimensions=row.dimensions,
            proposed=row.proposed,
            reason=row.reason,
            **_confirmed(row.confirmed_at, here),
            **here.mine,
        )
        for row in document.loss_estimates
    )
    DomainEstimate.objects.bulk_create(
        DomainEstimate(
            domain_id=ids.domains[row.domain],
            dimension=row.dimension,
            losses=row.losses,
            proposed=row.proposed,
            reason=row.reason,
            **_confirmed(row.confirmed_at, here),
            **here.mine,
        )
        for row in document.domain_estimates
    )


def _confirmed(instant: str | None, here: Here) -> dict[str, Any]:
    if instant is None:
        return {}
    return {"confirmed_by_id": here.by.person_id, "confirmed_at": here.at}
