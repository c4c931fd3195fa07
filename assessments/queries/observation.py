"""Whether the checks observe what a risk rests on."""

from collections.abc import Mapping

from assessments.catalogue import RiskType
from assessments.checks.bindings import bindings
from assessments.queries.sightings import Sighting


def observed_in(
    kind: RiskType,
    seen: Mapping[str, Sighting],
    share: int,
    *,
    without: frozenset[str] = frozenset(),
) -> list[str]:
    """
    Return the checks that observe a vulnerability of *kind* in a group.

    *without* names checklist items whose findings are taken to be gone.
    """
    found = []
    for code, sighting in seen.items():
        binding = bindings().get(code)
        if binding is None or not set(binding.vulnerabilities).intersection(kind.vulnerabilities):
            continue
        if without and set(binding.items) & without:
            continue
        if sighting.is_observed(share):
            found.append(code)
    return sorted(found)
