"""Nodes and storage from the list of resources, and how the cluster's firewalls stand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from assessments.estate import Host, HostPosture, Origin, Ref
from assessments.importers.gathering import Gathered

Row = Mapping[str, object]
PRODUCT = "Proxmox VE"
_MEBIBYTE = 1024**2


def node(row: Row, origin: Origin, source: str, work: Gathered) -> Ref:
    """Describe a node as the list of resources sees it."""
    ref = work.host(source, str(row.get("node")))
    most, used = number(row.get("maxmem")), number(row.get("mem"))
    work.hosts[ref] = replace(
        work.hosts[ref],
        origin=origin,
        is_placeholder=False,
        is_connected=row.get("status") == "online",
        cores=_whole(row.get("maxcpu")),
        memory_mib=int(most / _MEBIBYTE) if most else None,
        memory_usage_percent=100 * used / most if most and used is not None else None,
    )
    return ref


def storage(rows: Iterable[tuple[Row, Origin]], source: str, work: Gathered) -> frozenset[str]:
    """Describe storage; what is shared is one thing, what is local one on each node."""
    shared = set()
    for row, origin in rows:
        name, on = str(row.get("storage")), str(row.get("node"))
        is_shared = row.get("shared") == 1
        if is_shared:
            shared.add(name)
        ref = work.datastore(source, name if is_shared else f"{on}/{name}", name)
        known = work.datastores[ref]
        most, used = number(row.get("maxdisk")), number(row.get("disk"))
        free = None if most is None or used is None else most - used
        hosts = tuple(dict.fromkeys((*known.hosts, on)))
        work.datastores[ref] = replace(
            known,
            origin=known.origin or origin,
            is_placeholder=False,
            kind=_text(row.get("plugintype")),
            is_accessible=row.get("status") == "available" and known.is_accessible is not False,
            capacity_mib=int(most / _MEBIBYTE) if most else None,
            free_mib=int(free / _MEBIBYTE) if free is not None else None,
            free_percent=100 * free / most if most and free is not None else None,
            hosts=hosts,
        )
    return frozenset(shared)


def describe_hosts(
    work: Gathered, version: str | None, uptimes: Mapping[Ref, float], taken_at: datetime | None
) -> None:
    """Complete nodes with what is said of the whole cluster."""
    for ref, host in work.hosts.items():
        uptime = uptimes.get(ref)
        booted = taken_at - timedelta(seconds=uptime) if taken_at and uptime else None
        work.hosts[ref] = replace(
            host,
            product=PRODUCT,
            version=version,
            release=f"{PRODUCT} {version}" if version else None,
            boot_time=booted,
        )


def firewalled(host: Host, settings: Mapping[str, str], origin: Origin) -> Host:
    """Say of a node whether the cluster's firewall is on and drops what no rule names."""
    is_on = settings.get("enable", "0") == "1"
    blocks = is_on and settings.get("policy_in", "DROP").upper() != "ACCEPT"
    return replace(host, posture=HostPosture(origin, firewall_blocks=blocks))


def options_of(text: str) -> dict[str, str]:
    """Read the section [OPTIONS] of a firewall's file."""
    found: dict[str, str] = {}
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]").split("]")[0].upper()
        elif section == "OPTIONS" and ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            found[name.strip().casefold()] = value.strip()
    return found


def number(value: object) -> float | None:
    """A number of JSON's; anything else is None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]  # the line above says so


def _whole(value: object) -> int | None:
    found = number(value)
    return int(found) if found else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
