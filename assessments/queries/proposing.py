"""What a risk of the catalogue is proposed to be on one group, from what is known of it."""

from collections.abc import Mapping, Sequence

from assessments.catalogue import RiskType
from assessments.models import Assessment
from assessments.queries import observation
from assessments.queries.sightings import Sighting
from assessments.scoring import Proposal, propose

Value = Sequence[int | None]


def share_of(assessment: Assessment) -> int:
    """Return on how many percent of the assets a finding counts as observed."""
    return int(assessment.parameters.get("observed_share", 25))


def proposed(
    kind: RiskType, value: Value, seen: Mapping[str, Sighting], share: int, beside: str
) -> Proposal:
    """
    Return the proposal for one kind of risk on a group.

    *value* is the group's in C, I and A; *seen* what checks saw in it; *beside* the places
    of an accepted gap of trust in words, blank where none counts for this kind.

    Source: docs/method.md, rules M4, M5 and M20.
    """
    return propose(
        likelihood=kind.likelihood,
        consequence=kind.consequence.as_tuple(),
        value=value,
        takes_layer=kind.takes_layer,
        observed=observation.observed_in(kind, seen, share),
        beside=beside,
    )
