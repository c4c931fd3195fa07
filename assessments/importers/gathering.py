"""An estate while documents are read: what they name is there at once, described or not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from assessments.estate import (
    Cluster,
    Column,
    Datacenter,
    Datastore,
    Estate,
    Guest,
    Host,
    Kind,
    Manager,
    PortGroup,
    Ref,
    Relation,
    Snapshot,
    Switch,
)
from assessments.importers.base import Problem, Reading, SheetReport, Skip
from assessments.importers.edges import edges
from assessments.importers.identities import Identities

MOST_PROBLEMS = 1_000
_GUESTS = (Kind.VM, Kind.TEMPLATE)


@dataclass(slots=True)
class Gathered:
    """
    What was read so far. Parts are kept by their identity; whoever comes first stays.

    `read` and `kept` count documents of each kind, `skipped` why some were left out.
    """

    managers: dict[Ref, Manager] = field(default_factory=dict)
    datacenters: dict[Ref, Datacenter] = field(default_factory=dict)
    clusters: dict[Ref, Cluster] = field(default_factory=dict)
    hosts: dict[Ref, Host] = field(default_factory=dict)
    datastores: dict[Ref, Datastore] = field(default_factory=dict)
    switches: dict[Ref, Switch] = field(default_factory=dict)
    port_groups: dict[Ref, PortGroup] = field(default_factory=dict)
    guests: dict[Ref, Guest] = field(default_factory=dict)
    snapshots: dict[Ref, Snapshot] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    read: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, Counter[str]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)

    def problem(self, sheet: str, row: int, column: str, words: str) -> None:
        """Note what could not be read, and where; beyond a thousand they are only counted."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(sheet, row, column, words))
        else:
            self.more_problems += 1

    def skip(self, kind: str, reason: str) -> None:
        """Note that a document was left out, and why."""
        self.skipped.setdefault(kind, Counter())[reason] += 1

    def host(self, source: str, native_id: str, name: str = "", cluster: Ref | None = None) -> Ref:
        """Return a host that something names; a placeholder until it is described."""
        ref = Ref(Kind.HOST, source, native_id)
        if ref not in self.hosts:
            self.hosts[ref] = Host(ref, name or native_id, cluster, None, None, is_placeholder=True)
        return ref

    def cluster(self, source: str, native_id: str, name: str = "") -> Ref:
        """Return a cluster that something names; a placeholder until it is described."""
        ref = Ref(Kind.CLUSTER, source, native_id)
        if ref not in self.clusters:
            self.clusters[ref] = Cluster(ref, name or native_id, None, None, is_placeholder=True)
        return ref

    def datastore(self, source: str, native_id: str, name: str = "") -> Ref:
        """Return a datastore that something names; a placeholder until it is described."""
        ref = Ref(Kind.DATASTORE, source, native_id)
        if ref not in self.datastores:
            self.datastores[ref] = Datastore(ref, name or native_id, None, is_placeholder=True)
        return ref

    def port_group(
        self, source: str, native_id: str, name: str = "", host: Ref | None = None
    ) -> Ref:
        """Return a network that something names; a placeholder until it is described."""
        ref = Ref(Kind.PORT_GROUP, source, native_id)
        if ref not in self.port_groups:
            self.port_groups[ref] = PortGroup(
                ref, name or native_id, None, is_placeholder=True, host=host
            )
        return ref

    def reading(self, form: str, whole: "Whole") -> Reading:
        """Close it: edges drawn, totals counted, notices told."""
        estate = Estate(
            tool=whole.tool,
            version=whole.version,
            taken_at=whole.taken_at,
            managers=tuple(self.managers.values()),
            datacenters=tuple(self.datacenters.values()),
            clusters=tuple(self.clusters.values()),
            hosts=tuple(self.hosts.values()),
            guests=tuple(self.guests.values()),
            snapshots=tuple(each for each in self.snapshots.values() if each.guest in self.guests),
            datastores=tuple(self.datastores.values()),
            switches=tuple(self.switches.values()),
            port_groups=tuple(self.port_groups.values()),
            columns=whole.columns,
            absent=whole.absent,
        )
        estate = replace(estate, edges=edges(estate))
        return Reading(
            format=form,
            estate=estate,
            problems=tuple(self.problems),
            sheets=tuple(self._reports()),
            notices=(*self.notices, *self._notices(estate)),
            totals=totals(estate),
        )

    def _reports(self) -> Iterator[SheetReport]:
        for kind in sorted(self.read):
            skips = self.skipped.get(kind, Counter())
            yield SheetReport(
                kind,
                self.read[kind],
                self.kept[kind],
                tuple(Skip(reason, count) for reason, count in skips.items()),
            )

    def _notices(self, estate: Estate) -> Iterator[str]:
        secret = sum(bool(guest.secret_columns) for guest in estate.guests)
        if secret:
            yield f"What looked like secrets in {secret} notes or attributes was masked."
        if estate.taken_at is None:
            yield "The file does not say when it was made; give the date for age rules."
        if self.unknown:
            named = ", ".join(sorted(self.unknown)[:12])
            yield f"Not read, because no check needs it or nobody knows it: {named}."
        if self.more_problems:
            yield f"{self.more_problems} more problems are not listed."


@dataclass(frozen=True, slots=True)
class Whole:
    """What is said of an export as a whole; see `Estate` for columns and absent."""

    tool: str
    version: str | None
    taken_at: datetime | None
    columns: Mapping[str, Column]
    absent: Mapping[str, str]


def columns(paths: Mapping[str, str], sheet: str) -> dict[str, Column]:
    """Return the places of fields that a format always answers: path by neutral field."""
    return {name: Column(sheet, path) for name, path in paths.items()}


def totals(estate: Estate) -> dict[str, int]:
    """Count what was read; what is only named is not counted."""
    machines = sum(guest.ref.kind is Kind.VM for guest in estate.guests)
    related = Counter(edge.relation for edge in estate.edges if edge.tail.kind in _GUESTS)
    return {
        "vms": machines,
        "templates": len(estate.guests) - machines,
        "hosts": _described(estate.hosts),
        "clusters": _described(estate.clusters),
        "datastores": _described(estate.datastores),
        "portgroups": _described(estate.port_groups),
        "edges_vm_host": related[Relation.RUNS_ON],
        "edges_vm_ds": related[Relation.STORED_ON],
        "edges_vm_pg": related[Relation.CONNECTED_TO],
        "snapshots": len(estate.snapshots),
        "disks": sum(len(guest.disks) for guest in estate.guests),
    }


def _described(things: Iterable[Host | Cluster | Datastore | PortGroup]) -> int:
    return sum(not thing.is_placeholder for thing in things)
