"""A plan of an estate: everything decided, nothing written. Small even for 100,000 machines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.synthesis.fabric import Fabric
from assessments.synthesis.picking import Casting
from assessments.synthesis.seating import Seats

AS_OF = datetime.fromisoformat("2026-11-01T08:00:00")  # exports state no zone
EARLIEST = datetime.fromisoformat("2026-01-01T00:00:00")
LATEST = datetime.fromisoformat("2027-09-01T00:00:00")  # then today's releases end as well


class BadPlan(ValueError):
    """An estate of this kind cannot be invented; the text says why."""


@dataclass(frozen=True, slots=True)
class Shape:
    """
    What an estate is like beside its flaws.

    `hostile` gives some machines names that attack whoever shows them and puts
    some on hosts that no sheet lists.
    """

    managers: int = 1
    hostile: bool = False
    as_of: datetime = AS_OF


@dataclass(frozen=True, slots=True)
class Size:
    """A host's or cluster's capacity, fixed when the estate was planned; memory in MiB."""

    cores: int
    memory: int


@dataclass(frozen=True, slots=True)
class Sizes:
    hosts: tuple[Size, ...]
    effective: tuple[int, ...]  # MiB, by cluster
    stores: tuple[int, ...]  # capacity in MiB, by datastore


@dataclass(frozen=True, slots=True)
class Plan:
    """
    An estate as it is meant to be.

    `picks` holds, by code, which things bear the flaw: places among the
    machines, hosts, clusters and so on. `days_earlier` moves the whole estate
    back in time.
    """

    vms: int
    seed: int
    shape: Shape
    fabric: Fabric
    seats: Seats
    casting: Casting
    picks: Mapping[str, frozenset[int]]
    partners: Mapping[str, Mapping[int, int]]  # of machines that share an identity
    flaws_of: Mapping[int, frozenset[str]]
    namesakes: Mapping[int, int]  # machines that bear another's name
    hostile_places: tuple[int, ...]  # machines with names that attack, if the shape is hostile
    lost_places: tuple[int, ...]  # machines whose host no sheet lists, likewise
    without: frozenset[str]
    planted: frozenset[str]
    sizes: Sizes
    days_earlier: int = 0

    @property
    def as_of(self) -> datetime:
        """When this export was made."""
        return self.shape.as_of - timedelta(days=self.days_earlier)

    def has(self, code: str, place: int) -> bool:
        """Whether a thing bears a flaw."""
        return place in self.picks.get(code, ())

    def flaws(self, machine: int) -> frozenset[str]:
        """The flaws of a machine."""
        return self.flaws_of.get(machine, frozenset())

    def those(self, code: str) -> Iterator[int]:
        """The bearers of a flaw, in the order of the export."""
        return iter(sorted(self.picks.get(code, ())))


def is_kept_apart(plan: Plan) -> bool:
    """Whether visitors are held apart by a rule: so unless a mixed cluster is wanted."""
    return "CL-MIXED-ZONES" not in plan.planted
