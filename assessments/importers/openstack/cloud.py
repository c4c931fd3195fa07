"""One export of OpenStack, from its documents to a reading."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from assessments.estate import Kind, Manager, Ref
from assessments.importers.base import Reading
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.members import Files, Member
from assessments.importers.openstack import (
    coverage,
    documents,
    filters,
    images,
    networks,
    platform,
    servers,
    volumes,
)
from assessments.importers.openstack.documents import Documents

SOURCE = "openstack"
_UNUSED = ("subnets", "instance actions")
_DATES = ("updated", "updated_at", "created", "created_at")


def read(label: str, files: Files) -> Reading:
    """Read all answers together, whatever of them is there."""
    gathered = Gathered()
    dates: list[datetime] = []
    found = documents.read(_dated(files, dates), gathered)
    source = _source(found, files)
    hosts = platform.read(found, gathered, source)
    packet_filters = filters.Filters(found)
    nets = networks.Networks(found, gathered, source, packet_filters)
    stores = volumes.Volumes(found, gathered, source)
    pictures = images.Images(found, source)
    around = servers.Around(found, hosts, nets, stores, pictures, packet_filters)
    servers.read(around, gathered, source)
    pictures.gather(gathered)
    nets.gather()
    stores.gather()
    _manager(gathered, source)
    for kind in _UNUSED:
        for _item in found[kind]:
            gathered.skip(kind, "no check needs it")
        gathered.kept[kind] = 0
    taken_at = files.collected.taken_at or _taken_at(found, dates, gathered)
    columns, absent = coverage.coverage(found)
    whole = Whole(label, (files.collected.version or "")[:40] or None, taken_at, columns, absent)
    reading = gathered.reading("openstack-json", whole)
    return replace(reading, estate=replace(reading.estate, filters=packet_filters.all()))


def _dated(files: Files, dates: list[datetime]) -> Files:
    """Note when an archive says that its files were written, while they go by."""

    def told(members: Files) -> Iterator[Member]:
        for member in members:
            if member.written_at is not None:
                dates.append(member.written_at)
            yield member

    return Files(told(files), files.collected)


def _source(found: Documents, files: Files) -> str:
    told = (files.collected.source or found.endpoint())[: documents.MOST]
    return f"{SOURCE}:{told}" if told else SOURCE


def _manager(gathered: Gathered, source: str) -> None:
    """The cloud itself, where a link or the collector names it."""
    _, mark, name = source.partition(":")
    if mark:
        ref = Ref(Kind.MANAGEMENT_SERVER, source, source)
        gathered.managers[ref] = Manager(ref, name, None, product="OpenStack")


def _taken_at(found: Documents, dates: list[datetime], gathered: Gathered) -> datetime | None:
    """The time of the newest file in the archive, unless something in it happened later."""
    if not dates:
        return None
    newest = max(dates)
    moments = (
        moment
        for kind in ("servers", "images", "volumes", "snapshots")
        for item in found[kind]
        for key in _DATES
        if isinstance(item.value(key), str) and (moment := item.instant(key))
    )
    if any(moment > newest for moment in moments):
        return None
    gathered.notices.append(
        f"The date of the export is that of the newest file in the archive: {newest:%Y-%m-%d}."
    )
    return newest
