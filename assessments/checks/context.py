"""Everything that a rule may look at: one estate, indexed once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import floor

from assessments.checks.base import Evidence
from assessments.checks.domains import Placement, domain_names, place
from assessments.checks.eol import Table
from assessments.checks.parameters import Parameters
from assessments.estate import (
    Cluster,
    Datastore,
    Estate,
    Guest,
    Host,
    Kind,
    Origin,
    PortGroup,
    Power,
    Ref,
    Snapshot,
)

LONGEST = 200  # characters of a cell that is shown as proof
# which exports tell what one of another kind does not, by the beginning of a field
ELSEWHERE = {
    "host.": "vSphere's objects as JSON do",
    "vm.filters": "OpenStack's answers do",
    "vm.login_key": "OpenStack's answers do",
    "vm.user_data": "OpenStack's answers do",
    "nic.address_pairs": "OpenStack's answers do",
    "filter.": "OpenStack's answers do",
    "template.": "OpenStack's answers do",
    "vm.": "an export of the platform's own manager may",
    "": "the machines' own configurations do, of libvirt, Proxmox VE or vSphere as JSON",
}


def _elsewhere(field: str) -> str:
    return next(words for start, words in ELSEWHERE.items() if field.startswith(start))


@dataclass(frozen=True, slots=True)
class Context:
    """
    An estate, its date, the thresholds and the indexes.

    `vms` are machines that are no templates, `all_guests` both; stand-ins of
    site recovery are in neither. `hosts` are those that the file describes,
    `connected` those of them whose row is filled. `running` holds the powered-on
    machines of each host.
    """

    estate: Estate
    as_of: datetime | None
    parameters: Parameters
    eol: Table
    placements: Mapping[Ref, Placement]
    earlier: Estate | None = None
    vms: tuple[Guest, ...] = ()
    templates: tuple[Guest, ...] = ()
    hosts: tuple[Host, ...] = ()
    connected: tuple[Host, ...] = ()
    guest_of: Mapping[Ref, Guest] = field(default_factory=dict)
    host_of: Mapping[Ref, Host] = field(default_factory=dict)
    cluster_of: Mapping[Ref, Cluster] = field(default_factory=dict)
    datastore_of: Mapping[Ref, Datastore] = field(default_factory=dict)
    group_of: Mapping[Ref, PortGroup] = field(default_factory=dict)
    running: Mapping[Ref, tuple[Guest, ...]] = field(default_factory=dict)
    snapshots: tuple[Snapshot, ...] = ()
    zone_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_guests(self) -> tuple[Guest, ...]:
        return self.vms + self.templates

    @property
    def now(self) -> datetime:
        """The date of the export; only rules that need "as_of" may ask."""
        if self.as_of is None:
            raise ValueError("The export has no date")
        return self.as_of

    def needs(self, wanted: str) -> str:
        """Say what the file lacks for a field ("a|b": either will do); blank if nothing."""
        if wanted == "as_of":
            return "" if self.as_of else "The file does not say when it was made: give a date"
        fields = wanted.split("|")
        if any(name in self.estate.columns for name in fields):
            return ""
        said = [self.estate.absent[name] for name in fields if name in self.estate.absent]
        return (
            said[0] if said else f"{self.estate.tool} does not tell this: {_elsewhere(fields[0])}"
        )

    def cell(self, name: str, origin: Origin | None, value: object) -> Evidence | None:
        """
        The evidence for a neutral field of an object: where it stands and what it says.

        None where the file has no such cell: what does not stand there proves nothing.
        """
        column = self.estate.columns.get(name)
        if column is None or origin is None:
            return None
        said = words(value)
        return Evidence(origin.sheet, origin.row, column.header, column.words.get(said, said))

    def attribute_field(self, headers: tuple[str, ...]) -> str:
        """The neutral field of the first attribute with one of these names; blank if none."""
        named = {name.casefold(): name for name in self.estate.columns}
        found = (named.get(f"vm.attribute.{header}".casefold()) for header in headers)
        return next((name for name in found if name), "")

    def age(self, moment: datetime | date | None) -> int | None:
        """Whole days from a moment to the export; negative when it lies ahead, None if unknown."""
        return None if moment is None else floor(days(moment, self.now))

    def domain(self, guest: Guest) -> str | None:
        """The information domain of a guest, None when unassigned."""
        placement = self.placements.get(guest.ref)
        return placement.domain if placement else None

    def is_restricted(self, domain: str | None) -> bool:
        """Whether a domain is one of the restricted ones."""
        folded = {name.casefold() for name in self.parameters.restricted_zones}
        return domain is not None and domain.casefold() in folded


def context(
    estate: Estate,
    *,
    parameters: Parameters,
    as_of: datetime | None,
    table: Table,
    placements: Mapping[Ref, Placement] | None = None,
    earlier: Estate | None = None,
) -> Context:
    """Index an estate for the checks, in one walk over each of its parts."""
    guests = tuple(g for g in estate.guests if not g.is_disaster_placeholder)
    hosts = tuple(host for host in estate.hosts if not host.is_placeholder)
    clusters = {cluster.ref: cluster for cluster in estate.clusters}
    kept = {guest.ref: guest for guest in guests}
    zones, names = _zones(guests, clusters, parameters.zone_headers, placements)
    return Context(
        estate=estate,
        as_of=as_of or estate.taken_at,
        parameters=parameters,
        eol=table,
        placements=zones,
        earlier=earlier,
        vms=tuple(g for g in guests if g.ref.kind is Kind.VM),
        templates=tuple(g for g in guests if g.ref.kind is Kind.TEMPLATE),
        hosts=hosts,
        connected=tuple(host for host in hosts if is_connected(host)),
        guest_of=kept,
        host_of={host.ref: host for host in hosts},
        cluster_of=clusters,
        datastore_of={store.ref: store for store in estate.datastores},
        group_of={group.ref: group for group in estate.port_groups},
        running=_running(guests),
        snapshots=tuple(s for s in estate.snapshots if s.guest in kept),
        zone_names=names,
    )


def is_connected(host: Host) -> bool:
    """Whether a host's row is filled: a disconnected host has names only."""
    if host.is_connected is not None:
        return host.is_connected
    return bool(host.version or host.cores or host.memory_mib)


def days(since: datetime | date, until: datetime) -> float:
    """Days between two moments; zones are dropped, exports rarely state one."""
    start = since if isinstance(since, datetime) else datetime.combine(since, datetime.min.time())
    return (until.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds() / 86_400


def _zones(
    guests: tuple[Guest, ...],
    clusters: Mapping[Ref, Cluster],
    headers: tuple[str, ...],
    placements: Mapping[Ref, Placement] | None,
) -> tuple[Mapping[Ref, Placement], Mapping[str, str]]:
    """The domain of each guest, as given or by rule, and the domains by lower-case name."""
    if placements is None:
        spelled = {ref: cluster.name for ref, cluster in clusters.items()}
        placements = place(guests, headers=headers, clusters=spelled)
    names = domain_names(guests, headers=headers)
    for placement in placements.values():
        if placement.domain:
            names.setdefault(placement.domain.casefold(), placement.domain)
    return placements, names


def _running(guests: tuple[Guest, ...]) -> dict[Ref, tuple[Guest, ...]]:
    by_host: dict[Ref, list[Guest]] = defaultdict(list)
    for guest in guests:
        if guest.host and guest.power is Power.ON and guest.ref.kind is Kind.VM:
            by_host[guest.host].append(guest)
    return {host: tuple(found) for host, found in by_host.items()}


def words(value: object) -> str:
    """A value as a cell shows it: dates without a zone, 16384.0 as 16384, long notes cut."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        return f"{value:.15g}"
    said = "" if value is None else str(value)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
