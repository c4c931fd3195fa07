"""All files of an upload, sorted by what they are and put together at the end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.estate import Cluster, Kind, Origin, Ref
from assessments.importers.base import Reading, Unreadable
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.members import Collected, Files, Member
from assessments.importers.proxmox import cluster, configs, coverage, machines
from assessments.importers.proxmox.machines import Around, Found

SOURCE = "proxmox"
_KINDS = frozenset(("node", "qemu", "lxc", "storage", "sdn", "pool", "network"))
_CLUSTER_NAME = re.compile(r"^\s*cluster_name:\s*(\S+)", re.MULTILINE)
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_SHEETS = {"qemu": "machines", "node": "nodes", "storage": "storage", "lxc": "containers"}


@dataclass(slots=True)
class Listing:
    """What was read of an upload, before it is put together."""

    work: Gathered = field(default_factory=Gathered)
    configs: list[Found] = field(default_factory=list)
    resources: dict[str, list[tuple[cluster.Row, Origin]]] = field(default_factory=dict)
    firewalls: dict[str, dict[str, str]] | None = None
    cluster_firewall: tuple[dict[str, str], Origin] | None = None
    name: str | None = None
    version: str | None = None
    collected: Collected = field(default_factory=Collected)

    @property
    def source(self) -> str:
        return f"{SOURCE}:{self.name}" if self.name else SOURCE

    def reading(self, label: str) -> Reading:
        """Put the parts together and say what the upload cannot answer."""
        uptimes = self._nodes()
        shared = cluster.storage(self.resources.get("storage", ()), self.source, self.work)
        cluster.describe_hosts(self.work, self.version, uptimes, self.collected.taken_at)
        self._machines(shared)
        self._tell()
        places, absent = coverage.coverage(self._parts(), self.work)
        whole = Whole(label, self.version, self.collected.taken_at, places, absent)
        return self.work.reading("proxmox", whole)

    def _parts(self) -> set[str]:
        there = {
            "machines": self.configs,
            "resources": self.resources,
            "version": self.version,
            "cluster.fw": self.cluster_firewall,
        }
        return {name for name, part in there.items() if part}

    def _nodes(self) -> dict[Ref, float]:
        uptimes = {}
        place = Ref(Kind.CLUSTER, self.source, self.name or "")
        if self.name:
            self.work.clusters[place] = Cluster(place, self.name, None, None)
        for row, origin in self.resources.get("node", ()):
            ref = cluster.node(row, origin, self.source, self.work)
            host = replace(self.work.hosts[ref], cluster=place if self.name else None)
            if self.cluster_firewall:
                host = cluster.firewalled(host, *self.cluster_firewall)
            self.work.hosts[ref] = host
            uptimes[ref] = cluster.number(row.get("uptime")) or 0
        return uptimes

    def _machines(self, shared: frozenset[str]) -> None:
        rows = {str(row.get("vmid")): (row, at) for row, at in self.resources.get("qemu", ())}
        is_on = self.cluster_firewall[0].get("enable") == "1" if self.cluster_firewall else None
        around = Around(self.source, self.work, shared, self.firewalls, is_on)
        described = set()
        for found in self.configs:
            row = rows.get(found.number, ({}, None))[0]
            self._keep(found, row, around)
            described.add(found.number)
        for number, (row, origin) in rows.items():
            if number not in described:
                self._named_only(number, row, origin, around)

    def _keep(self, found: Found, row: cluster.Row, around: Around) -> None:
        guest = machines.guest(found, row, around)
        self.work.guests[guest.ref] = guest
        for snapshot in machines.snapshots(found, guest.ref, self.work):
            self.work.snapshots[snapshot.ref] = snapshot

    def _named_only(self, number: str, row: cluster.Row, origin: Origin, around: Around) -> None:
        """Keep a machine of which only the list of resources tells: nothing of its settings."""
        empty = configs.parse("")
        guest = machines.guest(Found(origin.sheet, "", number, empty), row, around)
        memory = cluster.number(row.get("maxmem"))
        processors = cluster.number(row.get("maxcpu"))
        self.work.guests[guest.ref] = replace(
            guest,
            origin=origin,
            firmware=None,
            secure_boot=None,
            posture=None,
            vcpus=int(processors) if processors else None,
            memory_mib=int(memory / 1024**2) if memory else None,
        )

    def _tell(self) -> None:
        if not self.name:
            self.work.notices.append(
                "The upload does not name its cluster (corosync.conf does): machines are known by "
                "their number, which two clusters may both use."
            )
        if self.resources.get("lxc"):
            self.work.notices.append(
                f"{len(self.resources['lxc'])} containers are left out: they are no machines."
            )
        if self.collected.refused:
            self.work.notices.append(
                f"The collector was refused: {'; '.join(self.collected.refused)}."
            )


def is_machine(member: Member) -> bool:
    """Say whether a file is a machine's configuration, by where it lies."""
    return member.name.endswith(".conf") and "qemu-server" in member.folders


def is_firewall(member: Member) -> bool:
    """Say whether a file holds the settings of a firewall."""
    return member.name.endswith(".fw") and b"[" in member.content


def is_resources(member: Member) -> bool:
    """Say whether a file is a list of resources, bare or as the API wraps it."""
    return bool(_resources(member))


def read(files: Files) -> Listing:
    """Read every file; private ones of /etc/pve are left closed."""
    listing = Listing()
    for member in files:
        if "priv" in member.folders or member.name.endswith((".key", ".pem")):
            continue
        _read_member(member, listing)
    listing.collected = files.collected
    return listing


def _read_member(member: Member, listing: Listing) -> None:
    rows = _resources(member)
    if rows:
        _keep_rows(rows, member, listing)
    elif is_firewall(member):
        _firewall(member, listing)
    elif is_machine(member) or (not member.path and configs.looks_like_one(member.text)):
        _machine(member, listing)
    elif member.name == "corosync.conf":
        found = _CLUSTER_NAME.search(member.text)
        listing.name = found[1] if found else listing.name
    elif member.is_json:
        _facts(member, listing)


def _machine(member: Member, listing: Listing) -> None:
    config = configs.parse(member.text)
    folders = member.folders
    is_of_node = "nodes" in folders and folders.index("nodes") + 1 < len(folders)
    node = folders[folders.index("nodes") + 1] if is_of_node else ""
    uuid = config.current.options("smbios1").get("uuid")
    number = member.name.removesuffix(".conf") or uuid or config.current.values.get("name") or "1"
    listing.configs.append(Found(member.sheet, node, number, config))
    listing.work.read["machines"] += 1
    listing.work.kept["machines"] += 1
    for row, line in config.strange[:20]:
        listing.work.problem(member.sheet, row, "", f"is no setting: {line[:40]!r}")


def _firewall(member: Member, listing: Listing) -> None:
    settings = cluster.options_of(member.text)
    name = member.name.removesuffix(".fw")
    if name == "cluster":
        listing.cluster_firewall = settings, Origin(member.sheet, 1)
    elif name != "host":
        listing.firewalls = (listing.firewalls or {}) | {name: settings}
    listing.work.read["firewalls"] += 1
    listing.work.kept["firewalls"] += 1


def _keep_rows(rows: Sequence[cluster.Row], member: Member, listing: Listing) -> None:
    for number, row in enumerate(rows, start=1):
        kind = str(row.get("type"))
        listing.resources.setdefault(kind, []).append((row, Origin(member.sheet, number)))
        sheet = _SHEETS.get(kind, "other resources")
        listing.work.read[f"resources: {sheet}"] += 1
        if kind in ("qemu", "node", "storage"):
            listing.work.kept[f"resources: {sheet}"] += 1


def _facts(member: Member, listing: Listing) -> None:
    """Take the cluster's name and the release from what the API says of itself."""
    try:
        rows = _rows(member.json)
    except Unreadable as error:
        listing.work.problem(member.sheet, 1, "", str(error))
        return
    for row in rows:
        if row.get("type") == "cluster" and isinstance(row.get("name"), str):
            listing.name = str(row["name"])
        version = _VERSION.match(str(row.get("version", "")))
        if version and "release" in row:
            listing.version = version[0]


def _resources(member: Member) -> list[cluster.Row]:
    if not member.is_json:
        return []
    try:
        rows = _rows(member.json)
    except Unreadable:
        return []
    ours = [row for row in rows if row.get("type") in _KINDS]
    known = [row for row in ours if isinstance(row.get("id"), str) and "/" in str(row["id"])]
    return ours if ours and len(known) == len(ours) == len(rows) else []


def _rows(document: object) -> list[Mapping[str, object]]:
    inner = document.get("data") if isinstance(document, dict) and "data" in document else document
    found = inner if isinstance(inner, list) else [inner]
    return [row for row in found if isinstance(row, dict)]
