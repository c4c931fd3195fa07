"""The checklist's part of a document: items, answers, evidence, exposures, phases."""

from assessments.models import Assessment
from assessments.queries import checklist, exposed, gates, judge, scope
from assessments.queries.names import Names, instant
from assessments.reports import judgements


def items(assessment: Assessment) -> tuple[judgements.Item, ...]:
    """Return every item that takes part here."""
    return tuple(
        judgements.Item(
            code=item.code,
            title=item.title,
            phase=item.phase,
            kind=item.kind,
            clause=", ".join(item.clauses),
        )
        for item in scope.items_in_scope(assessment)
    )


def answers(assessment: Assessment, names: Names) -> tuple[judgements.Answer, ...]:
    """Return what was answered, by whom, and who confirmed it."""
    return tuple(
        judgements.Answer(
            item=row.item,
            group=str(row.group_id) if row.group_id else None,
            state=row.state,
            note=row.note,
            reason=row.reason,
            by=names.person(row.answered_by_id) or "",
            at=instant(row.answered_at) or "",
            seconded_by=names.person(row.seconded_by_id),
            seconded_at=instant(row.seconded_at),
        )
        for row in assessment.answers.order_by("item", "group_id")
    )


def evidence(assessment: Assessment, names: Names) -> tuple[judgements.Evidence, ...]:
    """Return the evidence that stands, by digest."""
    rows = assessment.evidences.filter(removed_at=None).select_related("risk").order_by("pk")
    return tuple(
        judgements.Evidence(
            name=row.name,
            sha256=row.sha256,
            size=row.size,
            content_type=row.content_type,
            item=row.item or None,
            risk=row.risk.key if row.risk else None,
            by=names.person(row.by_id) or "",
            at=instant(row.at) or "",
        )
        for row in rows
    )


def settlements(assessment: Assessment, names: Names) -> tuple[judgements.Settlement, ...]:
    """Return the explained contradictions with the checks they are about."""
    checks = {
        (each.item, each.group_id): each.checks for each in judge.Judge(assessment).contradictions
    }
    return tuple(
        judgements.Settlement(
            item=row.item,
            group=str(row.group_id) if row.group_id else None,
            findings=checks.get((row.item, row.group_id or 0), ()),
            words=row.words,
            by=names.person(row.by_id) or "",
            at=instant(row.at) or "",
        )
        for row in assessment.settlements.order_by("item", "group_id")
    )


def exposures(assessment: Assessment) -> tuple[judgements.Exposure, ...]:
    """Return the open vulnerabilities with the assets that show them."""
    extents = exposed.extents(assessment)
    return tuple(
        judgements.Exposure(
            vulnerability=each.vulnerability.code,
            title=each.vulnerability.name,
            group=None,
            items=each.left_by,
            findings=each.seen_by,
            assets=extents[each.vulnerability.code].assets,
            risks=each.risks,
            since=instant(extents[each.vulnerability.code].since),
        )
        for each in checklist.exposures(assessment)
    )


def phases(assessment: Assessment, names: Names) -> tuple[judgements.Phase, ...]:
    """Return each phase with its progress, tasks and what its gate lacks."""
    said = set(assessment.answers.filter(group=None).values_list("item", flat=True))
    here = {item.code for item in scope.items_in_scope(assessment)}
    closed = {row.phase: row for row in assessment.phasecloseds.all()}
    done = list(assessment.taskdones.order_by("task"))
    found = []
    for gate in gates.all_of(assessment):
        code = gate.phase.code
        in_phase = here.intersection(gate.phase.items)
        ended = closed.get(code)
        found.append(
            judgements.Phase(
                id=code,
                order=gate.phase.number,
                title=gate.phase.name,
                items=len(in_phase),
                answered=len(in_phase & said),
                tasks_done=tuple(
                    judgements.TaskDone(
                        task=row.task, by=names.person(row.by_id) or "", at=instant(row.at) or ""
                    )
                    for row in done
                    if row.phase == code
                ),
                unmet=tuple(each.text for each in gate.conditions if not each.is_met),
                closed_by=names.person(ended.by_id) if ended else None,
                closed_at=instant(ended.at) if ended else None,
            )
        )
    return tuple(found)
