"""Sheets that become lists of their own: host interfaces, paths, licences, health."""

from assessments.estate import HealthMessage, Licence, ServiceInterface, StoragePath
from assessments.importers import secrets
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Table

PATHS = range(1, 9)


def read_services(table: Table, platform: Platform) -> tuple[ServiceInterface, ...]:
    """vSC_VMK: the hosts' own interfaces."""
    found = []
    for row in table:
        source, name = platform.source_of(row), row.text("host") or ""
        host = platform.hosts.get((source, name))
        found.append(
            ServiceInterface(
                host=host.ref if host else None,
                host_name=name,
                port_group=row.text("portgroup") or "",
                device=row.text("device") or "",
                origin=table.keep(row),
            )
        )
    return tuple(found)


def read_paths(table: Table) -> tuple[StoragePath, ...]:
    """vMultiPath: the worst state of each datastore's paths."""
    found = []
    for row in table:
        dead = (n for n in PATHS if (row.text(f"path{n}state") or "").casefold() == "dead")
        number = next(dead, None)
        found.append(
            StoragePath(
                host_name=row.text("host") or "",
                datastore=row.text("datastore") or "",
                state="dead" if number else row.text("operstate") or "ok",
                origin=table.keep(row),
                number=number,
            )
        )
    return tuple(found)


def read_licences(table: Table) -> tuple[Licence, ...]:
    """vLicense without its keys."""
    found = []
    for row in table:
        ends = row.text("expirationdate") or ""
        expires = None if ends.casefold() in ("never", "") else row.instant("expirationdate")
        found.append(
            Licence(
                name=row.text("name") or "",
                origin=table.keep(row),
                total=row.whole("total"),
                used=row.whole("used"),
                expires=expires,
            )
        )
    return tuple(found)


def read_health(table: Table) -> tuple[HealthMessage, ...]:
    """vHealth: what RVTools itself complains about."""
    return tuple(
        HealthMessage(
            subject=row.text("name") or "",
            message=secrets.masked(row.text("message"))[0] or "",
            kind=row.text("messagetype") or "",
            origin=table.keep(row),
        )
        for row in table
    )
