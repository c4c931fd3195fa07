"""What every check said of an import or a dry run, with its title in words, worst first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from assessments.checks.bindings import bindings
from assessments.models import Finding, Import

FIRST = 5
RESULTS = ("finding", "not_assessable", "pass")
SEVERITIES = ("high", "medium", "low", "info")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check: what it is about, what it said, and the first objects it found."""

    code: str
    title: str
    explanation: str
    severity: str
    result: str
    count: int
    objects: tuple[str, ...]
    reason: str

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.objects))


@dataclass(frozen=True, slots=True)
class Group:
    """The checks that ended alike."""

    result: str
    outcomes: tuple[Outcome, ...]


def of_import(imported: Import) -> tuple[Group, ...]:
    """Return the outcomes of an applied import. One query."""
    first = Finding.objects.filter(imported=imported, code=OuterRef("code")).order_by("label", "pk")
    rows = imported.outcomes.annotate(first=ArraySubquery(first.values("label")[:FIRST]))
    return _grouped(
        _outcome(row.code, row.result, row.count, row.first, row.reason) for row in rows
    )


def of_report(report: Mapping[str, Any]) -> tuple[Group, ...]:
    """Return the outcomes of a dry run from the report that it left."""
    return _grouped(
        _outcome(code, row["result"], row["count"], row["objects"][:FIRST], row["reason"])
        for code, row in report.get("checks", {}).items()
    )


def _outcome(code: str, result: str, count: int, objects: Iterable[str], reason: str) -> Outcome:
    known = bindings().get(code)
    return Outcome(
        code=code,
        title=known.title if known else code,
        explanation=known.explanation if known else "",
        severity=known.severity if known else "info",
        result=result,
        count=count,
        objects=tuple(objects),
        reason=reason,
    )


def _grouped(outcomes: Iterable[Outcome]) -> tuple[Group, ...]:
    found = sorted(
        outcomes, key=lambda each: (SEVERITIES.index(each.severity), -each.count, each.code)
    )
    return tuple(
        Group(result, tuple(each for each in found if each.result == result)) for result in RESULTS
    )
