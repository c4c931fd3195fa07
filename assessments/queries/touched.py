"""Which signed risks it touches that an estate moved."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.checks.bindings import bindings
from assessments.models import Assessment, Risk
from assessments.queries import scope
from assessments.queries.drift import Drift
from assessments.queries.grouping import grouping_of, groups_of_assets
from assessments.queries.layers import layers_of


@dataclass(frozen=True, slots=True)
class Touched:
    """A signed assessment, and its risks that what opened or closed bears on."""

    assessment: Assessment
    risks: tuple[Risk, ...]


def touched(found: Drift) -> Iterator[Touched]:
    """Yield the signed assessments about the earlier import, with the risks it bears on."""
    signed = Assessment.objects.filter(
        organisation_id=found.before.organisation_id,
        status=Assessment.Status.SIGNED,
        pinnedimports__imported=found.before,
    )
    for assessment in signed.order_by("number"):
        groups = groups_of_assets(grouping_of(assessment), layers_of(assessment))
        shown: defaultdict[int, set[str]] = defaultdict(set)
        for asset, codes in found.hit.items():
            for group in groups.get(asset, ()):
                shown[group] |= {v for code in codes for v in _shows(code)}
        edition = scope.edition_of(assessment)
        risks = assessment.risks.filter(group__in=shown).exclude(state="dismissed")
        yield Touched(
            assessment,
            tuple(
                risk
                for risk in risks.select_related("group").order_by("-level", "number")
                if shown[risk.group_id] & set(edition.risks[risk.code].vulnerabilities)
            ),
        )


def _shows(code: str) -> tuple[str, ...]:
    known = bindings().get(code)
    return known.vulnerabilities if known else ()
