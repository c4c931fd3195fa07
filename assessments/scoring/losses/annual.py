"""The losses of every year of a block, from the occurrences of one scenario."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.losses.estimates import MILLION, Frequency, Loss, Range, Scenario
from assessments.scoring.losses.streams import BLOCK, stream

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CENTS = 100
STATES = ("inherent", "current", "residual")
LARGEST = 9 * 10**12  # cents of one occurrence: a million of them still fit an int64
_SPARE = 10  # draws beyond what ten standard deviations need


@dataclass(frozen=True, slots=True)
class Occurrences:
    """k times that it happens in a block: the year of each (k,), and a number (k,) in 0-1."""

    year: Ints
    luck: Floats


@dataclass(frozen=True, slots=True)
class Struck:
    """
    The k years of a block in which something is lost, in order, and how much: (3, k) cents.

    Whoever is struck in one year of ten has nine tenths of the years left out.
    """

    year: Ints
    cents: Ints


def annual(scenario: Scenario, seed: int, block: int) -> Struck:
    """
    Return the losses of the years of a block, by state.

    All states come from the same occurrences: measures thin them and make them cheaper, so
    no year costs more with them than without. Source: docs/method.md, rules M22 and M24.
    """
    happened = occurrences(scenario.frequency, seed, scenario.key, block)
    cents = _severities(scenario.losses, seed, f"{scenario.key}|own", block, happened)
    for service in scenario.services:
        name = f"{scenario.key}|{service.key}"
        struck = _severities(service.losses, seed, name, block, happened)
        cents += struck * service.share // 100
    return _by_state(scenario, happened, cents)


def annual_alone(scenario: Scenario, seed: int, block: int) -> list[Struck]:
    """
    Return what `annual` would be if every service were struck by events of its own.

    For comparison: the mean is the same, bad years are told far too rare.
    """
    found = []
    own = [("own", scenario.losses, 100)] if scenario.losses else []
    for key, losses, share in (
        *own,
        *((each.key, each.losses, each.share) for each in scenario.services),
    ):
        name = f"{scenario.key}|{key}|alone"
        happened = occurrences(scenario.frequency, seed, name, block)
        cents = _severities(losses, seed, name, block, happened) * share // 100
        found.append(_by_state(scenario, happened, cents))
    return found


def occurrences(frequency: Frequency, seed: int, name: str, block: int) -> Occurrences:
    """Return when it happens: a Poisson process, or at most once a year (bernoulli)."""
    rng = stream(seed, f"{name}|when", block)
    year = _bernoulli(frequency.range, rng) if frequency.kind == "bernoulli" else None
    if year is None:
        year = _poisson(frequency.range, rng)
    return Occurrences(year, rng.random(len(year)))


def _poisson(rate: Range, rng: np.random.Generator) -> Ints:
    if rate.is_fixed:  # so many in the block, each in any year of it
        count = rng.poisson(float(rate.low) * BLOCK)
        return rng.integers(0, BLOCK, count)
    return np.repeat(np.arange(BLOCK), rng.poisson(_drawn(rate, rng, BLOCK)))


def _bernoulli(chance: Range, rng: np.random.Generator) -> Ints:
    if not chance.is_fixed:
        return np.flatnonzero(rng.random(BLOCK) < np.minimum(_drawn(chance, rng, BLOCK), 1))
    p = float(chance.low)
    if p == 1:
        return np.arange(BLOCK)
    likely = int(BLOCK * p + _SPARE * np.sqrt(BLOCK * p) + _SPARE)
    until = np.ceil(rng.standard_exponential(likely) / -np.log1p(-p))  # the next time: geometric
    year = np.cumsum(np.maximum(until, 1)).astype(np.int64) - 1
    return year[: int(np.searchsorted(year, BLOCK))]


def _severities(
    losses: Sequence[Loss], seed: int, name: str, block: int, happened: Occurrences
) -> Ints:
    cents = np.zeros(len(happened.year), dtype=np.int64)
    if not len(cents):
        return cents
    for loss in losses:
        rng = stream(seed, f"{name}|{loss.form}", block)
        drawn = _drawn(loss.range, rng, len(cents)) * CENTS
        cents += np.rint(np.minimum(drawn, LARGEST)).astype(np.int64)
    return cents


def _drawn(given: Range, rng: np.random.Generator, count: int) -> Floats:
    if given.is_fixed:
        return np.full(count, float(given.low))
    if given.mode is None:
        return rng.lognormal(*given.lognormal(), count)
    found: Floats = float(given.low) + float(given.high - given.low) * rng.beta(
        *given.pert(), count
    )
    return found


def _by_state(scenario: Scenario, happened: Occurrences, cents: Ints) -> Struck:
    whole = np.minimum(cents, LARGEST)
    found = np.empty((len(STATES), len(whole)), dtype=np.int64)
    found[0] = whole
    for place, (often, much) in enumerate((scenario.current, scenario.residual), 1):
        left = whole if much == MILLION else whole * much // MILLION
        found[place] = left if often == MILLION else left * (happened.luck < often / MILLION)
    if scenario.frequency.kind == "bernoulli":
        return Struck(happened.year, found)  # once a year at most, and in order
    order = np.argsort(happened.year, kind="stable")
    year = happened.year[order]
    first = np.flatnonzero(np.diff(year, prepend=-1))
    if not len(first):
        return Struck(year, found)
    return Struck(year[first], np.add.reduceat(found[:, order], first, axis=1))
