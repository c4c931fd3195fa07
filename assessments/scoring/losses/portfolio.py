"""Many scenarios in the same years: figures of each, of all together, and as if apart."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.losses.annual import STATES, annual, annual_alone
from assessments.scoring.losses.estimates import Scenario
from assessments.scoring.losses.figures import Figures, figures_of
from assessments.scoring.losses.streams import BLOCK, ENGINE

Ints = NDArray[np.int64]
Three = tuple[Figures, Figures, Figures]  # inherent, current, residual


@dataclass(frozen=True, slots=True)
class Part:
    """
    Some scenarios done: their figures by key, and the losses of all years, (3, years).

    `digests` are the SHA-256 of those figures by key: who makes a part names what it made.
    `gap` (3, years) is what would be added to `together` if events were not shared.
    """

    each: dict[str, Three]
    digests: dict[str, str]
    together: Ints
    gap: Ints


@dataclass(frozen=True, slots=True)
class Result:
    """
    A simulated portfolio: figures of each scenario, of all, and as if events were not shared.

    `inputs` and `digest` are SHA-256: of all that went in, and of all that came out, the
    losses of every year included. The same inputs give the same digest.
    """

    seed: int
    years: int
    each: dict[str, Three]
    together: Three
    apart: Three
    inputs: str
    digest: str

    def to_document(self) -> dict[str, Any]:
        """Return the result as plain JSON: integers and strings only."""
        return {
            "engine": ENGINE,
            "seed": self.seed,
            "years": self.years,
            "inputs": self.inputs,
            "digest": self.digest,
            "each": {key: _told(three) for key, three in sorted(self.each.items())},
            "together": _told(self.together),
            "apart": _told(self.apart),
        }


def simulate(
    scenarios: Iterable[Scenario], *, seed: int, years: int, tolerance: int | None = None
) -> Part:
    """
    Simulate some scenarios; parts of a portfolio may be made anywhere, in any order.

    *years* is a multiple of `BLOCK`; *tolerance* in cents. Memory: the losses of all years
    once, whatever the number of scenarios. Time: O(occurrences), whatever the number of years
    without any.

    Raises:
        ValueError: so many years cannot be cut into blocks.

    Source: docs/method.md, rules M22 to M25.
    """
    if years <= 0 or years % BLOCK:
        raise ValueError(f"years: {years} is no multiple of {BLOCK}")
    shape = (len(STATES), years)
    part = Part({}, {}, np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))
    for scenario in scenarios:
        _add(part, scenario, seed, tolerance)
    return part


def _add(part: Part, scenario: Scenario, seed: int, tolerance: int | None) -> None:
    years = part.together.shape[1]
    is_shared = len(scenario.services) + bool(scenario.losses) > 1
    found = []
    for block in range(years // BLOCK):
        span = slice(block * BLOCK, (block + 1) * BLOCK)
        struck = annual(scenario, seed, block)
        found.append(struck.cents)
        _put(part.together[:, span], struck.year, struck.cents)
        if is_shared:
            _put(part.gap[:, span], struck.year, -struck.cents)
            for alone in annual_alone(scenario, seed, block):
                _put(part.gap[:, span], alone.year, alone.cents)
    three = _three(np.concatenate(found, axis=1), years, tolerance)
    part.each[scenario.key] = three
    part.digests[scenario.key] = hashlib.sha256(_canonical(_told(three))).hexdigest()


def _put(losses: Ints, year: Ints, cents: Ints) -> None:
    for state, more in zip(losses, cents, strict=True):
        state[year] += more  # each year is there once


def merge(parts: Iterable[Part]) -> Part:
    """Return parts as one; the order is no matter, since whole cents are added."""
    found: Part | None = None
    for part in parts:
        if found is None:
            each, digests = dict(part.each), dict(part.digests)
            found = Part(each, digests, part.together.copy(), part.gap.copy())
        else:
            found.each.update(part.each)
            found.digests.update(part.digests)
            np.add(found.together, part.together, out=found.together)
            np.add(found.gap, part.gap, out=found.gap)
    if found is None:
        raise ValueError("there is no part")
    return found


def result_of(
    part: Part, scenarios: Sequence[Scenario], *, seed: int, tolerance: int | None = None
) -> Result:
    """Return the result of all scenarios, whose parts were merged into *part*."""
    years = part.together.shape[1]
    alone = part.together + part.gap
    together, apart = (_three(each, years, tolerance) for each in (part.together, alone))
    inputs = digest_of(scenarios, seed=seed, years=years, tolerance=tolerance)
    digest = hashlib.sha256(_canonical([inputs, part.digests, _told(together), _told(apart)]))
    for losses in (part.together, alone):
        digest.update(np.ascontiguousarray(losses, dtype="<i8").tobytes())
    return Result(seed, years, part.each, together, apart, inputs, digest.hexdigest())


def digest_of(
    scenarios: Iterable[Scenario], *, seed: int, years: int, tolerance: int | None
) -> str:
    """Return the SHA-256 of all that a result follows from, whatever the order of scenarios."""
    documents = sorted((each.to_document() for each in scenarios), key=lambda each: each["key"])
    return hashlib.sha256(_canonical([ENGINE, seed, years, tolerance, documents])).hexdigest()


def _three(losses: Ints, years: int, tolerance: int | None) -> Three:
    inherent, current, residual = (figures_of(state, years, tolerance) for state in losses)
    return inherent, current, residual


def _told(three: Three) -> dict[str, Any]:
    return {name: figures.to_document() for name, figures in zip(STATES, three, strict=True)}


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
