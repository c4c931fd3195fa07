"""The parts of a document that say what is lost in money: estimates, and what followed."""

from dataclasses import dataclass
from typing import ClassVar

from assessments.reports.records import Json, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class LossEstimate(Record):
    """
    How often one risk happens in a year and what it costs, as a person estimated it.

    `dimensions` are those that an event on a layer takes from the domains above it ("CA");
    `proposed` is what the scales gave. Unconfirmed while `confirmed_at` is None.
    """

    KEY: ClassVar[tuple[str, ...]] = ("risk",)
    risk: str
    frequency: Json
    losses: Json
    dimensions: str
    proposed: Json
    reason: str
    confirmed_by: str | None
    confirmed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEstimate(Record):
    """What one domain loses when its C, I or A is lost once, as a person estimated it."""

    KEY: ClassVar[tuple[str, ...]] = ("domain", "dimension")
    domain: str
    dimension: str
    losses: Json
    proposed: Json
    reason: str
    confirmed_by: str | None
    confirmed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossResult(Record):
    """
    What simulated years gave for the estimates of this document.

    With `inputs`, `seed`, `years` and the engine of that name the figures can be computed
    again; `result_digest` is the SHA-256 that they then have.
    """

    KEY: ClassVar[tuple[str, ...]] = ("input_digest",)
    input_digest: str
    result_digest: str
    seed: int
    years: int
    engine: str
    input_rev: int
    inputs: Json
    figures: Json
    created_at: str
