"""The way that a value came over, stop by stop, from the domain that sets it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessments.queries.worth import AVAILABILITY, Values
from assessments.scoring.reach.restart import UNKNOWN

WHOLE = 100  # hundredths


@dataclass(frozen=True, slots=True)
class Step:
    """
    One stop of a path: an asset, or the domain that set the value.

    `share` is what it keeps of the stop before, in hundredths, None for the first; `number`
    is what has come as far as this, before rounding. `restarts` is how much, in hundredths,
    starts again on other hosts, where that is why a host keeps less; 0 elsewhere. It is
    assumed where the memory of the cluster is not known.
    """

    name: str
    asset_id: int | None
    share: int | None
    number: Fraction
    restarts: int = 0
    is_assumed: bool = False

    def to_document(self) -> dict[str, Any]:
        """Return the stop as it is kept with a group: by its name, not by an id."""
        said: dict[str, Any] = {
            "name": self.name,
            "share": self.share,
            "number": str(self.number),
        }
        if self.restarts:
            said |= {"restarts": self.restarts, "is_assumed": self.is_assumed}
        return said

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> "Step":
        """Return the stop that `to_document` gave; it names no asset to link to."""
        return cls(
            name=stored["name"],
            asset_id=None,
            share=stored["share"],
            number=Fraction(stored["number"]),
            restarts=stored.get("restarts", 0),
            is_assumed=stored.get("is_assumed", False),
        )


def steps_of(values: Values, path: tuple[int, ...], dimension: int) -> Iterator[Step]:
    """Yield the stops of a path; where two dependencies join two stops, the stronger counts."""
    above = Fraction(int(values.own[dimension][path[0]]) - 1)
    yield Step(values.names[path[0]], _asset(values, path[0]), None, 1 + above)
    for upper, lower in pairwise(path):
        share = values.graph.strongest(upper, lower, dimension)
        above *= Fraction(share, 100)
        asset = _asset(values, lower)
        is_host = dimension == AVAILABILITY and values.layers.kinds.get(asset or 0) == "host"
        yield Step(
            name=values.names[lower],
            asset_id=asset,
            share=share,
            number=1 + above,
            restarts=WHOLE - share if is_host else 0,
            is_assumed=is_host and values.restart.get(asset or 0) == UNKNOWN,
        )


def _asset(values: Values, place: int) -> int | None:
    return node if (node := values.nodes[place]) > 0 else None
