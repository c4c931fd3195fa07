"""The information domain of each virtual machine, and the rule that decided it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assessments.estate import Guest, Ref

Because = Literal[
    "override", "attribute", "tag", "folder", "pool", "port_group", "cluster", "unassigned"
]
TAGS = ("Tags",)


class BadZones(ValueError):
    """A file of zones is not in the form that is read."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A guest's domain (None: unassigned), the rule that decided and the text it read."""

    domain: str | None
    rule: Because
    detail: str


@dataclass(frozen=True, slots=True)
class Zoning:
    """What a person says: tokens and single machines (VM ID or name, lower case) by domain."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    machines: Mapping[str, str] = field(default_factory=dict)


NO_ZONING = Zoning()


def parse_zones(text: str) -> Zoning:
    """
    Read a file of zones: one TOML table per domain.

        [RES]
        tokens = ["RES", "restricted"]
        machines = ["vm-100024", "prd-erp-000001"]

    Raises:
        BadZones: not TOML, a list is not one of names, or a name stands in two domains.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadZones(f"The file of zones cannot be read: {error}") from error
    tokens: dict[str, str] = {}
    machines: dict[str, str] = {}
    for domain, table in data.items():
        if not isinstance(table, dict) or set(table) - {"tokens", "machines"}:
            raise BadZones(f"Domain {domain!r} must be a table of tokens and machines")
        _claim(tokens, domain, table.get("tokens", [domain]))
        _claim(machines, domain, table.get("machines", []))
    return Zoning(tokens, machines)


def place(
    guests: Iterable[Guest],
    *,
    headers: tuple[str, ...],
    zoning: Zoning = NO_ZONING,
    overrides: Mapping[Ref, str] | None = None,
    clusters: Mapping[Ref, str] | None = None,
) -> Mapping[Ref, Placement]:
    """
    Place every guest in a domain; the first rule that answers decides.

    Override (a person's, or a machine named in the zoning); a mapped attribute;
    then a tag, a folder segment (the deepest first), the resource pool, a port-group token and a
    cluster token, which count only when they equal a domain already seen in the attribute or a
    token of the zoning, without regard to case; else unassigned.

    Args:
        guests: machines and templates.
        headers: names of the attributes that hold the domain.
        zoning: what a file of zones says.
        overrides: a person's decisions by guest.
        clusters: names of clusters; without one, a cluster's own id is read.
    """
    known = tuple(guests)
    names = domain_names(known, headers=headers, zoning=zoning)
    placer = _Placer(overrides or {}, clusters or {}, zoning, headers, names)
    return {guest.ref: placer.placed(guest) for guest in known}


def domain_names(
    guests: Iterable[Guest], *, headers: tuple[str, ...], zoning: Zoning = NO_ZONING
) -> dict[str, str]:
    """The domains by lower-case token, spelled as first seen."""
    names = dict(zoning.tokens)
    for guest in guests:
        value = attribute(guest, headers)
        if value:
            names.setdefault(value.casefold(), value)
    return names


def attribute(guest: Guest, headers: tuple[str, ...]) -> str:
    """The first filled custom attribute or tag with one of these names; blank if none."""
    if not guest.attributes:
        return ""
    folded = {name.casefold().strip(): value for name, value in guest.attributes.items()}
    for header in headers:
        value = folded.get(header.casefold(), "").strip()
        if value:
            return value
    return ""


def token_domain(text: str, names: Mapping[str, str]) -> str | None:
    """The first domain whose name stands in a text as a word of its own."""
    folded = text.casefold()
    if folded in names:
        return names[folded]
    for token in re.split(r"[\W_]+", folded):
        if token in names:
            return names[token]
    return None


@dataclass(frozen=True, slots=True)
class _Placer:
    overrides: Mapping[Ref, str]
    clusters: Mapping[Ref, str]
    zoning: Zoning
    headers: tuple[str, ...]
    names: Mapping[str, str]

    def placed(self, guest: Guest) -> Placement:
        machines = self.zoning.machines
        said = self.overrides.get(guest.ref) or machines.get(guest.ref.native_id.casefold())
        said = said or machines.get(guest.name.casefold())
        if said:
            return Placement(said, "override", guest.name)
        value = attribute(guest, self.headers)
        if value:
            return Placement(self.names[value.casefold()], "attribute", value)
        for rule, text in self._hints(guest):
            domain = token_domain(text, self.names)
            if domain:
                return Placement(domain, rule, text)
        return Placement(None, "unassigned", "")

    def _hints(self, guest: Guest) -> Iterable[tuple[Because, str]]:
        yield "tag", attribute(guest, TAGS)
        for segment in reversed((guest.folder or "").split("/")):  # the deepest says most
            yield "folder", segment
        yield "pool", (guest.resource_pool or "").rpartition("/")[2]  # above it stands the cluster
        for nic in guest.nics:
            yield "port_group", nic.network or ""
        if guest.cluster is not None:
            yield "cluster", self.clusters.get(guest.cluster, guest.cluster.native_id)


def _claim(into: dict[str, str], domain: str, names: object) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadZones(f"Domain {domain!r}: give lists of names")
    for name in names:
        if into.setdefault(name.casefold(), domain) != domain:
            raise BadZones(f"{name!r} stands in two domains")
