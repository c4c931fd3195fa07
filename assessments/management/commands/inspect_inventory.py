"""Read inventories without a database: what is in them and what the checks say."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments import checks, importers

MANY = 5  # objects and problems named on the screen; JSON names more
OUTCOMES = ("finding", "not_assessable", "pass")


class Command(BaseCommand):
    help = "Read inventory files and print what is in them and what the checks find."
    requires_system_checks = []  # needs no database and no settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--zones", type=Path, metavar="FILE", help="TOML: tokens by domain")
        parser.add_argument("--as-of", type=_moment, metavar="DATE", help="the now of age rules")

    def handle(self, *_args: Any, **options: Any) -> None:
        zoning = _zoning(options["zones"])
        readings = [(path, _read(path)) for path in options["files"]]
        readings.sort(key=lambda pair: _age(pair[1]))
        reports = []
        for place, (path, reading) in enumerate(readings):
            before = _before(reading, (each for _, each in readings[:place]))
            reports.append(_report(path, reading, zoning, options["as_of"], before))
        if options["json"]:
            self.stdout.write(json.dumps(_whole(reports), ensure_ascii=False, indent=1))
            return
        for report in reports:
            for line in _lines(report):
                self.stdout.write(line)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _zoning(path: Path | None) -> checks.Zoning | None:
    if path is None:
        return None
    try:
        return checks.parse_zones(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error


def _read(path: Path) -> importers.Reading:
    try:
        return importers.read_guarded(path)
    except importers.Unreadable as error:
        raise CommandError(f"{path}: {error}") from error
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}") from error


def _age(reading: importers.Reading) -> tuple[bool, str]:
    taken = reading.estate.taken_at
    return (taken is None, taken.isoformat() if taken else "")


def _before(
    reading: importers.Reading, others: Iterable[importers.Reading]
) -> importers.Reading | None:
    """The latest earlier export of the same estate: one that shares a manager, else a host."""
    own = set(reading.estate.anchors)
    found = None
    for other in others:
        if own.intersection(other.estate.anchors):
            found = other
    return found


def _report(
    path: Path,
    reading: importers.Reading,
    zoning: checks.Zoning | None,
    as_of: datetime | None,
    before: importers.Reading | None,
) -> dict[str, Any]:
    """Give what one file holds and what the checks say, ready for JSON."""
    estate = reading.estate
    zones = None
    if zoning is not None:
        names = {cluster.ref: cluster.name for cluster in estate.clusters}
        headers = checks.DEFAULT.zone_headers
        zones = checks.place(estate.guests, headers=headers, zoning=zoning, clusters=names)
    earlier = before.estate if before else None
    results = checks.run(estate, as_of=as_of, zones=zones, earlier=earlier)
    taken = as_of or estate.taken_at
    return {
        "file": str(path),
        "format": reading.format,
        "version": estate.version,
        "as_of": taken.isoformat() if taken else None,
        "totals": dict(reading.totals),
        "edges": len(estate.edges),
        "checks": checks.summary(results),
        "sheets": [asdict(sheet) for sheet in reading.sheets],
        "problems": [asdict(problem) for problem in reading.problems],
        "notices": list(reading.notices),
    }


def _whole(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The latest file's report; those of the files before it under "earlier"."""
    *before, latest = reports
    return {**latest, "earlier": before} if before else latest


def _lines(report: dict[str, Any]) -> Iterable[str]:
    """Say a report in words."""
    yield f"{report['file']}: {report['format']} {report['version'] or ''}, as of {report['as_of']}"
    yield "  " + ", ".join(f"{name} {count}" for name, count in report["totals"].items())
    for sheet in report["sheets"]:
        yield f"  {sheet['sheet']}: {sheet['read']} rows read, {sheet['kept']} kept"
        for skip in sheet["skipped"]:
            yield f"    {skip['count']} skipped: {skip['reason']}"
        if sheet["read"] and sheet["unknown_columns"]:
            yield f"    attributes: {', '.join(sheet['unknown_columns'])}"
    yield from (f"  note: {notice}" for notice in report["notices"])
    for problem in report["problems"][:MANY]:
        place = f"{problem['sheet']} row {problem['row']} column {problem['column']}"
        yield f"  problem: {place}: {problem['words']}"
    if len(report["problems"]) > MANY:
        yield f"  and {len(report['problems']) - MANY} more problems (--json lists them)"
    yield from _judgements(report["checks"])


def _judgements(found: dict[str, dict[str, Any]]) -> Iterable[str]:
    for outcome in OUTCOMES:
        those = {code: each for code, each in found.items() if each["result"] == outcome}
        yield f"  {outcome.replace('_', ' ')}: {len(those)}"
        for code, each in those.items() if outcome != "pass" else ():
            more = ", …" if each["count"] > MANY else ""
            said = ", ".join(each["objects"][:MANY]) + more if each["count"] else each["reason"]
            yield f"    {code} {each['count'] or ''}: {said}"
