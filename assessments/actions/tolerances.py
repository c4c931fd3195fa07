"""Which yearly loss is tolerable and how likely, as the criteria of an assessment say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

MILLION = 1_000_000
FEWEST, MOST = 2, 5  # points of a curve
LARGEST = 10**15  # cents; what every reader of JSON holds exactly, with room for sums
SCALES = range(1, 100_001)  # percent


@dataclass(frozen=True, slots=True)
class Point:
    """A yearly loss in cents, and in how many of a million years it may be exceeded."""

    amount_minor: int | None
    millionths: int | None


@dataclass(frozen=True, slots=True)
class Tolerance:
    """
    One point that names the tolerance, a curve of 2 to 5 points or none, and the scale.

    `scale` stretches the money bands that pre-fill estimates, in percent.
    """

    point: Point = Point(None, None)
    curve: tuple[Point, ...] = field(default=())
    scale: int | None = 100

    def document(self) -> dict[str, Any]:
        """Return what the criteria keep; an unset tolerance is None."""
        point = self.point
        is_set = point.amount_minor is not None
        return {
            "loss_scale": self.scale,
            "loss_tolerance": {
                "amount_minor": point.amount_minor,
                "millionths": point.millionths,
                "curve": [[each.amount_minor, each.millionths] for each in self.curve],
            }
            if is_set
            else None,
        }

    def mistakes(self) -> Iterator[str]:
        """Yield everything that is wrong with it, in words."""
        if self.scale not in SCALES:
            yield _("The scale of the money bands is from 1 to 100000 percent.")
        if self.curve and self.point == Point(None, None):
            yield _("Give the tolerance itself beside its curve.")
        if self.point != Point(None, None) and not _is_whole(self.point):
            yield _("A tolerance is an amount and a yearly probability between 0 and 100 percent.")
        yield from _mistakes(self.curve)


def _mistakes(curve: tuple[Point, ...]) -> Iterator[str]:
    if curve and not FEWEST <= len(curve) <= MOST:
        yield _("A tolerance curve has from 2 to 5 points.")
    if not all(_is_whole(each) for each in curve):
        yield _("Each point of the tolerance curve is an amount and a probability.")
    elif any(not _falls(one, other) for one, other in pairwise(curve)):
        yield _("Along the tolerance curve amounts rise and probabilities fall.")


def _is_whole(point: Point) -> bool:
    return 0 < (point.amount_minor or 0) <= LARGEST and 0 < (point.millionths or 0) < MILLION


def _falls(one: Point, other: Point) -> bool:
    before, after = (one.amount_minor or 0, other.amount_minor or 0)
    return before < after and (one.millionths or 0) > (other.millionths or 0)
