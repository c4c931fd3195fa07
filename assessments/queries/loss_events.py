"""What can be lost: the confirmed estimates of an assessment as events of their own or shared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from assessments.models import Assessment, AssetGroup, DomainEstimate, LossEstimate, Risk
from assessments.models.risk import STATES
from assessments.queries.inputs import Facts, Inputs, facts_of, inputs_of
from assessments.queries.layers import Layers, layers_of
from assessments.queries.worth import Values, values_of
from assessments.scoring import Credited, Method
from assessments.scoring.reference import factor_of
from assessments.scoring.shares import shares_on

MILLION = 1_000_000
DIMENSIONS = "CIA"


@dataclass(frozen=True, slots=True)
class Factors:
    """What measures leave in one state, in millionths: of the frequency, and of C, I and A."""

    frequency: int
    dimensions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a domain's loss in one dimension that an event on a layer causes."""

    domain: int
    name: str
    dimension: str
    share: Fraction
    losses: Mapping[str, object]  # as confirmed for the domain


@dataclass(frozen=True, slots=True)
class Event:
    """
    One confirmed estimate: how often it happens, its own losses, and who is hit with it.

    `shares` is empty for what stands alone. `main` are the dimensions that its own losses
    follow: those that the event takes, else those of the risk's highest consequence.
    """

    risk: Risk
    estimate: LossEstimate
    factors: Mapping[str, Factors]  # by state
    main: str
    shares: tuple[Share, ...]

    def own_factor(self, state: str) -> int:
        """Return what measures leave of its own losses: the least that any main one leaves."""
        found = self.factors[state].dimensions
        return max(found[name] for name in self.main)


@dataclass(frozen=True)
class Reach:
    """Which domains depend on which layer, and with which share of their value."""

    assessment: Assessment
    layers: Layers
    known: dict[tuple[int, str], dict[int, Fraction]] = field(default_factory=dict)

    @cached_property
    def values(self) -> Values:
        return values_of(self.assessment, self.layers)

    @cached_property
    def domains(self) -> dict[int, str]:
        return dict(self.assessment.domains.order_by("pk").values_list("pk", "name"))

    def shares(self, group: AssetGroup, dimension: str) -> dict[int, Fraction]:
        """Return the share of each domain that an event on a group's layer takes; by id."""
        key = group.pk, dimension
        if key not in self.known:
            self.known[key] = self._shares(group, dimension)
        return self.known[key]

    def _shares(self, group: AssetGroup, dimension: str) -> dict[int, Fraction]:
        if group.kind == AssetGroup.Kind.ASSESSMENT:
            return dict.fromkeys(self.domains, Fraction(1))
        asset = group.asset_id or 0
        is_cluster = group.kind == AssetGroup.Kind.CLUSTER
        members = self.layers.hosts_of.get(asset) if is_cluster else None
        values = self.values
        nodes = [values.place[node] for node in (members or (asset,)) if node in values.place]
        found = shares_on(values.graph, DIMENSIONS.index(dimension), nodes)
        return {-values.nodes[at]: share for at, share in found.items() if values.nodes[at] < 0}


def is_shared(risk: Risk) -> bool:
    """Say whether an event of this risk hits all that depends on a layer at once."""
    return risk.group.kind != AssetGroup.Kind.DOMAIN


def reach_of(assessment: Assessment) -> Reach:
    """Return what events on layers reach. The queries of the layers and of the values."""
    return Reach(assessment, layers_of(assessment))


def events_of(assessment: Assessment, reach: Reach | None = None) -> list[Event]:
    """
    Return the events of an assessment: confirmed estimates of risks that are not dismissed.

    A share stands for a domain whose own loss a person confirmed in that dimension; the
    others are left out, and `missing` names them. Source: docs/method.md, rule M26.
    """
    reach, known = reach or reach_of(assessment), _of_domains(assessment)
    facts, method = facts_of(assessment, reach.layers), Method.from_document(assessment.method)
    return [_event(each, facts, method, reach, known) for each in confirmed(assessment)]


def confirmed(assessment: Assessment) -> list[LossEstimate]:
    """Return the estimates that count, by the number of their risk. One query."""
    rows = assessment.lossestimates.exclude(confirmed_at=None).exclude(risk__state="dismissed")
    related = rows.select_related("risk__group", "risk__treatment")
    return list(related.order_by("risk__number"))


def missing(events: Iterable[Event], reach: Reach) -> list[tuple[str, str]]:
    """Return the domains and dimensions that events need and nobody confirmed, by name."""
    found = set()
    for event in events:
        there = {(share.domain, share.dimension) for share in event.shares}
        for dimension in event.estimate.dimensions if is_shared(event.risk) else "":
            needed = reach.shares(event.risk.group, dimension)
            found |= {(domain, dimension) for domain in needed} - there
    return sorted((reach.domains[domain], dimension) for domain, dimension in found)


def factors_of(inputs: Inputs, method: Method) -> dict[str, Factors]:
    """Return what measures leave in each state, from the factors of rule R3."""
    counted: Mapping[str, tuple[Credited, ...]] = {
        "inherent": (),
        "current": inputs.counted(),
        "residual": inputs.planned(),
    }
    return {state: _factors(counted[state], method) for state in STATES}


def _factors(measures: tuple[Credited, ...], method: Method) -> Factors:
    left = {x: round(factor_of(x, measures, method) * MILLION) for x in "lcia"}
    return Factors(left["l"], {name: left[name.lower()] for name in DIMENSIONS})


def _event(
    estimate: LossEstimate,
    facts: Facts,
    method: Method,
    reach: Reach,
    known: Mapping[tuple[int, str], DomainEstimate],
) -> Event:
    inputs = inputs_of(estimate.risk, facts)
    return Event(
        risk=estimate.risk,
        estimate=estimate,
        factors=factors_of(inputs, method),
        main=estimate.dimensions or main_of(inputs.consequence),
        shares=_shares(estimate, reach, known) if is_shared(estimate.risk) else (),
    )


def main_of(consequence: tuple[int | None, ...]) -> str:
    """Return the dimensions with the highest consequence; all of them where none is set."""
    most = max((rank or 0) for rank in consequence)
    return "".join(
        name for name, rank in zip(DIMENSIONS, consequence, strict=True) if (rank or 0) == most
    )


def _shares(
    estimate: LossEstimate, reach: Reach, known: Mapping[tuple[int, str], DomainEstimate]
) -> tuple[Share, ...]:
    return tuple(
        Share(domain, reach.domains[domain], dimension, share, known[domain, dimension].losses)
        for dimension in estimate.dimensions
        for domain, share in sorted(reach.shares(estimate.risk.group, dimension).items())
        if (domain, dimension) in known
    )


def _of_domains(assessment: Assessment) -> dict[tuple[int, str], DomainEstimate]:
    rows = assessment.domainestimates.exclude(confirmed_at=None)
    return {(row.domain_id, row.dimension): row for row in rows}
