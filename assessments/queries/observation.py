"""Whether the checks observe what a risk rests on."""

from collections.abc import Mapping

from assessments.catalogue import RiskType
from assessments.checks.bindings import bindings
from assessments.queries.sightings import Sighting


def observed_in(kind: RiskType, seen: Mapping[str, Sighting], share: int) -> list[str]:
    """Return the checks that observe a vulnerability of *kind* in a group."""
    found = []
    for code, sighting in seen.items():
        binding = bindings().get(code)
        if binding is None or not set(binding.vulnerabilities).intersection(kind.vulnerabilities):
            continue
        if sighting.is_observed(share):
            found.append(code)
    return sorted(found)
