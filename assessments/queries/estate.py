"""The inventory as pages show it: newest states, one asset, findings, uploads."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from assessments.models import (
    Asset,
    AssetState,
    Finding,
    Import,
    Risk,
    Run,
    Upload,
)
from assessments.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True, slots=True)
class Found:
    """One asset: its newest state, those before, findings, and risks about it."""

    asset: Asset
    state: AssetState
    history: list[AssetState]
    findings: list[Finding]
    risks: list[Risk]


def assets(actor: Actor, kind: str, words: str, number: int) -> Page:
    """Return a page of assets in their newest state."""
    rows = _newest(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(name__icontains=words)
    return _page(
        AssetState.objects.filter(pk__in=rows.values("pk")).order_by("kind", "name"), number
    )


def kinds(actor: Actor) -> list[tuple[str, int]]:
    """Return how many assets of each kind there are."""
    rows = AssetState.objects.filter(pk__in=_newest(actor).values("pk"))
    return list(rows.values_list("kind").annotate(n=Count("pk")).order_by("kind"))


def asset(actor: Actor, pk: int) -> Found | None:
    """Return one asset of the actor's organisation; None when there is none."""
    row = Asset.objects.filter(pk=pk, organisation_id=actor.organisation_id).first()
    if row is None:
        return None
    history = list(row.states.select_related("imported").order_by("-imported_id")[:20])
    if not history:
        return None
    newest = history[0]
    return Found(
        asset=row,
        state=newest,
        history=history,
        findings=list(row.findings.filter(imported=newest.imported).order_by("code")),
        risks=_risks(actor, row),
    )


def newest_import(actor: Actor, pk: int | None) -> Import | None:
    """Return an import of the organisation: the one asked for, else the newest."""
    rows = Import.objects.filter(organisation_id=actor.organisation_id).order_by("-pk")
    return rows.filter(pk=pk).first() if pk else rows.first()


def run_of(upload: Upload) -> Run | None:
    """Return the newest background run of an upload."""
    return (
        Run.objects.filter(kind__in=[Run.Kind.READ, Run.Kind.APPLY], subject=upload.pk)
        .order_by("-pk")
        .first()
    )


def _newest(actor: Actor) -> "QuerySet[AssetState]":
    mine = AssetState.objects.filter(organisation_id=actor.organisation_id)
    return mine.order_by("asset_id", "-imported_id").distinct("asset_id")


def _risks(actor: Actor, row: Asset) -> list[Risk]:
    rows = Risk.objects.filter(organisation_id=actor.organisation_id).exclude(state="dismissed")
    about = rows.filter(group__asset=row) | rows.filter(group__domain__placements__asset=row)
    return list(about.select_related("assessment", "score", "group").order_by("number")[:PAGE])


def _page(rows: "QuerySet[Any]", number: int) -> Page:
    start = PAGE * (max(1, number) - 1)
    return Page(list(rows[start : start + PAGE]), max(1, number), rows.count())
