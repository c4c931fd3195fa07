"""Why a level is what it is, step by step."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assessments.scoring.method import DIMENSIONS, FACTORS, KINDS, Method
from assessments.scoring.reference import FULL, Credited, Levels, factor_of, level_of, score_one


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a message id and its parameters; the doors put it into words."""

    message: str
    parameters: dict[str, str | int]


def steps(
    likelihood: int | None,
    consequence: Sequence[int | None],
    measures: Iterable[Credited],
    method: Method,
    levels: Levels | None = None,
) -> tuple[Step, ...]:
    """
    Return the steps from the ranks to the level; applying them gives that level.

    Numbers are decimal strings of at most four places beside their exact fractions.
    *levels* are what `score_one` gives for the same arguments, if they are known.
    """
    measures = tuple(measures)
    levels = levels or score_one(likelihood, consequence, measures, method)
    if levels.level is None:
        return tuple(_unset(likelihood, consequence))
    found = [Step("start", {"likelihood": likelihood or 0, **_ranks(consequence)})]
    found += [_measure(measure) for measure in measures if measure.halves]
    for place, name in enumerate(FACTORS):
        found.append(_factor(name, place, (likelihood, *consequence), measures, method))
    found.append(_cell(levels))
    return tuple(found)


def replay(found: Sequence[Step], method: Method) -> int | None:
    """Return the level that the steps lead to, from their own numbers alone."""
    ranks: dict[str, int] = {}
    for step in found:
        if step.message == "factor":
            number = 1 + (int(step.parameters["rank"]) - 1) * Fraction(str(step.parameters["left"]))
            ranks[str(step.parameters["of"])] = level_of(number, method)
    if len(ranks) != len(FACTORS):
        return None
    return max(method.cell(ranks["l"], ranks[name]) for name in DIMENSIONS)


def decimal(number: Fraction) -> str:
    """Return a number with at most six places, exactly where it has no more."""
    return written(round(number * 1_000_000))


def written(millionths: int) -> str:
    """Return a number of millionths as a decimal without trailing zeros."""
    whole, part = divmod(millionths, 1_000_000)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


def _unset(likelihood: int | None, consequence: Sequence[int | None]) -> Iterator[Step]:
    for name, rank in zip(FACTORS, (likelihood, *consequence), strict=True):
        if rank is None:
            yield Step("unset", {"of": name})


def _ranks(consequence: Sequence[int | None]) -> dict[str, str | int]:
    return {name: rank or 0 for name, rank in zip(DIMENSIONS, consequence, strict=True)}


def _measure(measure: Credited) -> Step:
    effects = dict(zip(FACTORS, measure.effect, strict=True))
    return Step(
        "measure",
        {
            "code": measure.code,
            "kind": measure.kind,
            "credit": "1" if measure.halves == FULL else "1/2",
            **{f"effect_{name}": effect for name, effect in effects.items()},
        },
    )


def _factor(
    name: str,
    place: int,
    ranks: Sequence[int | None],
    measures: tuple[Credited, ...],
    method: Method,
) -> Step:
    left = factor_of(name, measures, method)
    rank = ranks[place] or 0
    number = 1 + (rank - 1) * left
    kinds = [kind for kind in KINDS if any(m.kind == kind and m.halves for m in measures)]
    return Step(
        "factor",
        {
            "of": name,
            "rank": rank,
            "left": str(left),
            "left_decimal": decimal(left),
            "number": decimal(number),
            "becomes": level_of(number, method),
            "kinds": ", ".join(kinds),
            "held_by": ", ".join(_held_by(name, left, measures, method)),
        },
    )


def _held_by(
    name: str, left: Fraction, measures: tuple[Credited, ...], method: Method
) -> tuple[str, ...]:
    """Return the key measures without which the factor would be lower than it is."""
    holding = tuple(one.code for one in measures if one.key == name and one.halves < FULL)
    if not holding:
        return ()
    free = tuple(replace(measure, key="") for measure in measures)
    return () if factor_of(name, free, method) == left else holding


def _cell(levels: Levels) -> Step:
    return Step(
        "cell",
        {
            "likelihood": levels.likelihood or 0,
            "consequence": levels.consequence or 0,
            "level": levels.level or 0,
        },
    )
