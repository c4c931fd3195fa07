"""What the checks saw in each group of an assessment."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.checks.bindings import bindings
from assessments.models import Assessment, Finding
from assessments.queries.grouping import Grouping, grouping_of, groups_of_assets
from assessments.queries.layers import Layers, layers_of


@dataclass(frozen=True, slots=True)
class Sighting:
    """Findings of one check in one group: distinct assets, out of how many, worst severity."""

    code: str
    assets: int
    total: int
    has_high: bool

    def is_observed(self, share: int) -> bool:
        """Say whether this raises likelihood: severe, or on at least *share* percent."""
        return self.has_high or (self.total > 0 and 100 * self.assets >= share * self.total)


Sightings = Mapping[int, Mapping[str, Sighting]]


def sightings(
    assessment: Assessment, layers: Layers | None = None, grouping: Grouping | None = None
) -> Sightings:
    """
    Return for each group (by id) what each check saw there; checks that saw nothing are left out.

    Not assessable is not here: it never counts. Five queries.
    """
    layers = layers or layers_of(assessment)
    groups = groups_of_assets(grouping or grouping_of(assessment), layers)
    totals = _totals(groups, layers)
    hit: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    high: set[tuple[int, str]] = set()
    rows = Finding.objects.filter(
        imported__in=assessment.pinnedimports.values("imported")
    ).values_list("code", "asset_id", "severity")
    for code, asset, severity in rows.iterator():
        for group in groups.get(asset or 0, ()):
            hit[group, code].add(layers.guest_of.get(asset or 0, asset or 0))
            if severity == "high":
                high.add((group, code))
    found: defaultdict[int, dict[str, Sighting]] = defaultdict(dict)
    units = {code: binding.unit for code, binding in bindings().items()}
    for (group, code), assets in hit.items():
        found[group][code] = Sighting(
            code=code,
            assets=len(assets),
            total=totals[group, _kind(units.get(code, "vm"))],
            has_high=(group, code) in high,
        )
    return dict(found)


def _totals(groups: Mapping[int, frozenset[int]], layers: Layers) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for asset, lies_in in groups.items():
        for group in lies_in:
            found[group, layers.kinds[asset]] += 1
    return found


def _kind(unit: str) -> str:
    """Return the kind of asset a unit counts: snapshots count the guests that have them."""
    return "vm" if unit == "snapshot" else unit
