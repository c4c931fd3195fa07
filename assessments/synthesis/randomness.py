"""Chance that comes out the same each time, on every machine."""

from collections.abc import Sequence
from random import Random


def stream(*parts: str | int) -> Random:
    """Return a stream of chance of its own for these words, independent of all others."""
    return Random("/".join(map(str, parts)))  # noqa: S311  invents data, guards nothing


def some(rng: Random, population: Sequence[int], one_in: int) -> list[int]:
    """Draw about one in *one_in* of a population, at least one of one that is not empty."""
    if not population:
        return []
    count = max(1, len(population) // one_in)
    return sorted(rng.sample(population, count))
