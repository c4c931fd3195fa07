"""Events of assessments as the scenarios that are simulated, and what a result follows from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.models import Assessment
from assessments.queries import estimates, loss_events
from assessments.queries.estimates import Range
from assessments.queries.loss_events import Event
from assessments.scoring.losses import Frequency, Loss, Scenario, Service, digest_of
from assessments.scoring.losses.estimates import Range as Drawn

Events = Mapping[int, Sequence[Event]]  # of assessments, by their ids

SEED = 2018
YEARS = 100_000
CENTS = 100
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a result follows from: scenarios, seed, years, and the tolerable loss in cents."""

    scenarios: tuple[Scenario, ...]
    seed: int
    years: int
    tolerance: int | None

    @property
    def digest(self) -> str:
        """Return the SHA-256 that names these inputs and the engine."""
        return digest_of(self.scenarios, seed=self.seed, years=self.years, tolerance=self.tolerance)

    def to_document(self) -> dict[str, Any]:
        """Return the inputs as plain JSON: strings and integers only."""
        return {
            "scenarios": [each.to_document() for each in self.scenarios],
            "seed": self.seed,
            "years": self.years,
            "tolerance": self.tolerance,
        }

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> "Inputs":
        """
        Return the inputs that `to_document` gave.

        Raises:
            BadEstimate: a scenario makes no sense.
        """
        scenarios = tuple(Scenario.from_document(each) for each in stored["scenarios"])
        return cls(scenarios, stored["seed"], stored["years"], stored["tolerance"])


def inputs_of(
    assessments: Iterable[Assessment],
    *,
    seed: int = SEED,
    years: int = YEARS,
    known: Events | None = None,
) -> Inputs:
    """
    Return what is simulated of one assessment, or of several together.

    An event that costs nothing, since nobody confirmed a loss it would take, is left out.
    Together, several assessments have the highest tolerance of none: there is none. *known*
    are the events of assessments, by their ids, that are loaded already.
    """
    chosen = list(assessments)
    scenarios = [
        scenario_of(assessment, event)
        for assessment in chosen
        for event in (known or {}).get(assessment.pk) or loss_events.events_of(assessment)
        if event.estimate.losses or event.shares
    ]
    tolerance = tolerance_of(chosen[0]) if len(chosen) == 1 else None
    return Inputs(tuple(scenarios), seed, years, tolerance)


def tolerance_of(assessment: Assessment) -> int | None:
    """Return the loss of a year in cents that the criteria call tolerable; None if unset."""
    kept = assessment.criteria.get("loss_tolerance")
    return int(kept["amount_minor"]) if kept else None


def key_of(assessment: Assessment, risk: str) -> str:
    """Return the name of a risk's random streams: the same whatever else is simulated."""
    return f"{assessment.uuid}/{risk}"


def scenario_of(assessment: Assessment, event: Event) -> Scenario:
    """Return an event as it is simulated; docs/method.md, rule M26."""
    return Scenario(
        key=key_of(assessment, event.risk.key),
        frequency=_frequency(event.estimate.frequency),
        losses=losses_of(event.estimate.losses),
        services=tuple(
            Service(f"{each.name}|{each.dimension}", losses_of(each.losses), hundredths(each.share))
            for each in event.shares
        ),
        current=_left(event, "current"),
        residual=_left(event, "residual"),
    )


def losses_of(stored: Mapping[str, Any]) -> tuple[Loss, ...]:
    """Return stored losses by form as they are drawn: in whole units of currency."""
    found = estimates.losses_of(stored)
    return tuple(Loss(form, _drawn(each, CENTS)) for form, each in found.items())


def hundredths(share: Fraction) -> int:
    """Return a share in hundredths, rounded half up, at least one."""
    return max(1, int(share * HUNDREDTHS + Fraction(1, 2)))


def _frequency(stored: Mapping[str, Any]) -> Frequency:
    found = estimates.Frequency.from_document(stored)
    return Frequency(found.kind, _drawn(found.range, 1))


def _drawn(given: Range, unit: int) -> Drawn:
    low, high = given.low or Decimal(0), given.high or Decimal(0)
    mode = given.likely if given.shape == estimates.PERT else None
    return Drawn(low / unit, high / unit, None if mode is None else mode / unit)


def _left(event: Event, state: str) -> tuple[int, int]:
    return event.factors[state].frequency, event.own_factor(state)
