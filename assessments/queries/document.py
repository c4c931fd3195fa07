"""An assessment as the document that is frozen, exported and rendered."""

import operator
import unicodedata
from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from assessments.models import Assessment, Membership, Organisation
from assessments.queries import (
    document_checklist,
    document_estate,
    document_losses,
    document_risks,
    scope,
)
from assessments.queries.names import Names, instant
from assessments.reports import parts
from assessments.reports.document import Document

Value = TypeVar("Value")


def document_of(assessment: Assessment, *, at: datetime, with_estate: bool = True) -> Document:
    """
    Return everything that an assessment says at this moment.

    Args:
        assessment: the live rows are those of its current revision.
        at: the instant that the document bears as frozen.
        with_estate: whether assets, dependencies and findings are in it.
    """
    names = _names(assessment)
    edition = scope.edition_of(assessment)
    estate = document_estate.of(assessment, names) if with_estate else document_estate.EMPTY
    made = Document(
        organisation=_organisation(assessment.organisation),
        assessment=_assessed(assessment, names, at),
        criteria=parts.Criteria(
            method=assessment.method,
            criteria=assessment.criteria,
            parameters=assessment.parameters,
            set_by=names.person(assessment.criteria_set_by_id),
            set_at=instant(assessment.criteria_set_at),
        ),
        edition=parts.Edition(id=edition.id, digest=edition.digest),
        people=names.people,
        imports=document_estate.imports(assessment, names),
        domains=document_estate.domains(assessment, names),
        groups=document_estate.groups(assessment, names),
        assets=estate.assets,
        edges=estate.edges,
        checks=document_estate.checks(assessment),
        findings=estate.findings,
        risks=document_risks.risks(assessment, names),
        actions=document_risks.actions(assessment, names),
        items=document_checklist.items(assessment),
        answers=document_checklist.answers(assessment, names),
        evidence=document_checklist.evidence(assessment, names),
        settlements=document_checklist.settlements(assessment, names),
        exposures=document_checklist.exposures(assessment),
        phases=document_checklist.phases(assessment, names),
        loss_estimates=document_losses.estimates(assessment, names),
        domain_estimates=document_losses.domains(assessment, names),
        loss_results=document_losses.results(assessment),
    )
    return composed(made)


def composed(value: Value) -> Value:
    """Return a document with every text in the composed form (NFC) that signing demands."""
    made: Value = _composed(value)
    return made


def _composed(value: Any) -> Any:
    """Return *value* itself where all its texts are composed already, as nearly all are."""
    made = value
    match value:
        case str():
            made = (
                value
                if unicodedata.is_normalized("NFC", value)
                else unicodedata.normalize("NFC", value)
            )
        case tuple() | list():
            made = type(value)(_composed(item) for item in value)
        case dict():
            made = {_composed(key): _composed(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _composed_record(value)
    return value if made == value else made


def _composed_record(value: Any) -> Any:
    was = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
    now = {name: _composed(part) for name, part in was.items()}
    is_same = all(map(operator.is_, now.values(), was.values()))
    return value if is_same else replace(value, **now)


def _organisation(organisation: Organisation) -> parts.Organisation:
    return parts.Organisation(
        uuid=str(organisation.uuid), slug=organisation.slug, name=organisation.name
    )


def _assessed(assessment: Assessment, names: Names, at: datetime) -> parts.Assessed:
    previous = (
        assessment.revisions.filter(number__lt=assessment.revision)
        .order_by("-number")
        .values_list("snapshot_id", flat=True)
        .first()
    )
    team = assessment.teammembers.all()
    return parts.Assessed(
        uuid=str(assessment.uuid),
        key=assessment.key,
        title=assessment.title,
        revision=assessment.revision,
        revision_reason=assessment.revision_reason,
        previous_digest=previous,
        scope_in=assessment.scope_in,
        scope_out=assessment.scope_out,
        exclusions=assessment.exclusions,
        context=assessment.context,
        facts=tuple(sorted(assessment.facts)),
        phase_view=assessment.phase_view,
        lead=names.person(assessment.lead_id) or "",
        risk_owner=names.person(assessment.risk_owner_id),
        approver=names.person(assessment.approver_id),
        team=tuple(
            parts.TeamMember(person=names.person(m.person_id) or "", part=m.part) for m in team
        ),
        is_example=assessment.is_example,
        created_at=instant(assessment.created_at) or "",
        frozen_at=instant(at.astimezone(UTC)) or "",
        input_rev=assessment.input_rev,
    )


def _names(assessment: Assessment) -> Names:
    members = Membership.objects.filter(organisation=assessment.organisation_id)
    roles: defaultdict[int, list[str]] = defaultdict(list)
    uuids: dict[int, str] = {}
    shown: dict[int, str] = {}
    for member in members.select_related("person"):
        roles[member.person_id] += member.roles
        uuids[member.person_id] = str(member.person.uuid)
        shown[member.person_id] = member.person.name
    return Names(
        uuids=uuids,
        people=tuple(
            parts.Person(uuid=uuid, name=shown[pk], roles=tuple(sorted(roles[pk])))
            for pk, uuid in sorted(uuids.items(), key=lambda pair: pair[1])
        ),
    )
