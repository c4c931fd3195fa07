"""What programs list, narrowed: querysets that a door orders and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from assessments.models import (
    Assessment,
    AssetEdge,
    AssetState,
    Finding,
    Revision,
    Signature,
    TreatmentAction,
)
from assessments.permissions import Actor
from assessments.queries import access

ASSESSMENT_ORDERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "title": ("title", "number"),
    "created": ("created_at", "number"),
}
ASSET_ORDERS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "name", "asset_id"),
    "name": ("name", "asset_id"),
    "id": ("asset_id",),
}
FINDING_ORDERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "label", "pk"),
    "label": ("label", "pk"),
    "id": ("pk",),
}
DEPENDENCY_ORDERS: Mapping[str, tuple[str, ...]] = {"relation": ("relation", "pk"), "id": ("pk",)}
ACTION_ORDERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "title": ("title", "number"),
    "due": ("due", "number"),
    "owner": ("owner__name", "number"),
}
REVISION_ORDERS: Mapping[str, tuple[str, ...]] = {"revision": ("number",)}


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """What findings are narrowed to; None or blank means not narrowed."""

    code: str = ""
    severity: str = ""
    asset: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """What the treatment plan is narrowed to; None or blank means not narrowed."""

    status: str = ""
    owner: int | None = None
    risk: int | None = None
    due_before: date | None = None


def assessments(actor: Actor, *, status: str = "", words: str = "") -> QuerySet[Assessment]:
    """Return the assessments of the actor's organisation with their leads."""
    rows = access.assessments(actor).select_related("lead")
    if status:
        rows = rows.filter(status=status)
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    return rows


def assets(actor: Actor, *, kind: str = "", words: str = "") -> QuerySet[AssetState]:
    """Return the newest state of each asset of the actor's organisation."""
    mine = AssetState.objects.filter(organisation_id=actor.organisation_id)
    newest = mine.order_by("asset_id", "-imported_id").distinct("asset_id").values("pk")
    rows = AssetState.objects.filter(pk__in=newest)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return rows


def findings(assessment: Assessment, filters: FindingFilters) -> QuerySet[Finding]:
    """Return what the checks saw in the pinned imports."""
    rows = Finding.objects.filter(imported__in=assessment.pinnedimports.values("imported"))
    if filters.code:
        rows = rows.filter(code=filters.code)
    if filters.severity:
        rows = rows.filter(severity=filters.severity)
    if filters.asset is not None:
        rows = rows.filter(asset=filters.asset)
    for word in filters.words.split():
        rows = rows.filter(label__icontains=word)
    return rows


def dependencies(state: AssetState, *, relation: str = "") -> QuerySet[AssetEdge]:
    """Return what an asset needs and what needs it, as the import of *state* describes it."""
    rows = AssetEdge.objects.filter(imported=state.imported_id)
    rows = rows.filter(Q(head=state.asset_id) | Q(tail=state.asset_id))
    return rows.filter(relation=relation) if relation else rows


def ends(state: AssetState, edges: Iterable[AssetEdge]) -> dict[int, AssetState]:
    """Return the assets at both ends of some edges, as the import of *state* describes them."""
    found = {pk for edge in edges for pk in (edge.tail_id, edge.head_id)}
    rows = AssetState.objects.filter(imported=state.imported_id, asset__in=found)
    return {row.asset_id: row for row in rows}


def actions(assessment: Assessment, filters: ActionFilters) -> QuerySet[TreatmentAction]:
    """Return the steps of the treatment plan with their owners and the risks they serve."""
    rows = assessment.treatmentactions.select_related("owner").prefetch_related("links__risk")
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.owner is not None:
        rows = rows.filter(owner=filters.owner)
    if filters.risk is not None:
        served = assessment.actionrisks.filter(risk__number=filters.risk)
        rows = rows.filter(pk__in=served.values("action"))
    if filters.due_before is not None:
        rows = rows.filter(due__lt=filters.due_before)
    return rows


def revisions(assessment: Assessment, *, status: str = "") -> QuerySet[Revision]:
    """Return the frozen revisions with their signatures."""
    signatures = Signature.objects.select_related("entry").defer("entry__body", "entry__leaf")
    rows = assessment.revisions.prefetch_related(Prefetch("signatures", signatures))
    return rows.filter(status=status) if status else rows
