"""How many assets show each open vulnerability, and since when it has been open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from assessments.checks.bindings import bindings
from assessments.models import Assessment, Finding
from assessments.queries import scope

LEAVING = ("partly", "planned", "not_implemented")


@dataclass(frozen=True, slots=True)
class Extent:
    """Distinct assets on which checks see a vulnerability, and when it was first seen or said."""

    assets: int
    since: datetime | None


def extents(assessment: Assessment) -> dict[str, Extent]:
    """
    Return the extent of each open vulnerability by its code. Three queries.

    It is open since the earliest export in which a check found it on an asset that
    still shows it, or since the answer that leaves it open was given.
    """
    assets: defaultdict[str, set[int]] = defaultdict(set)
    since: defaultdict[str, list[datetime]] = defaultdict(list)
    for code, found in _seen(assessment).items():
        for vulnerability in bindings()[code].vulnerabilities:
            assets[vulnerability] |= found.keys()
            since[vulnerability] += found.values()
    for vulnerability, at in _said(assessment):
        since[vulnerability].append(at)
    return {
        code: Extent(len(assets[code]), min(since[code], default=None))
        for code in assets.keys() | since.keys()
    }


def _seen(assessment: Assessment) -> Mapping[str, dict[int, datetime]]:
    """Return for each check with findings the assets that have one, and the first export."""
    now = Finding.objects.filter(imported__in=assessment.pinnedimports.values("imported"))
    ever = Finding.objects.filter(
        organisation_id=assessment.organisation_id, code__in=now.values("code"), asset__isnull=False
    )
    first = {
        (code, asset): at
        for code, asset, at in ever.values_list("code", "asset").annotate(at=Min("imported__as_of"))
    }
    found: defaultdict[str, dict[int, datetime]] = defaultdict(dict)
    for code, asset in now.filter(asset__isnull=False).values_list("code", "asset").distinct():
        found[code][asset] = first[code, asset]
    return found


def _said(assessment: Assessment) -> Iterable[tuple[str, datetime]]:
    edition = scope.edition_of(assessment)
    answers = assessment.answers.filter(group=None, state__in=LEAVING)
    for code, at in answers.values_list("item", "answered_at"):
        for vulnerability in edition.item(code).exposure_if_absent:
            yield vulnerability, at
