"""Bring an inventory in from the command line: the dry run, then the import, as somebody."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from assessments.actions import pinning, uploads, work
from assessments.management.acting import acting
from assessments.models import Assessment, Run, Upload
from assessments.permissions import Actor, Refused
from assessments.queries import access

CHUNK = 1 << 20
MANY = 20  # cells that could not be read, named on the screen
UNDONE = (Upload.State.WAITING, Upload.State.READING, Upload.State.APPLYING)
PATIENCE = timedelta(minutes=30)  # with a worker that was faster than this command


class Command(BaseCommand):
    help = "Read an inventory file and say what is in it; with --apply, store it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL", help="who acts")
        parser.add_argument("--assessment", type=int, metavar="NUMBER", help="a draft to pin it to")
        parser.add_argument("--as-of", type=_moment, metavar="DATE", help="the now of age rules")
        parser.add_argument("--apply", action="store_true", help="store it after the dry run")

    def handle(self, *_args: Any, **given: Any) -> None:
        try:
            by = acting(given["organisation"], given["email"])
            draft = _assessment(by, given["assessment"])
            upload = uploads.receive(
                chunks=_chunks(given["file"]),
                file_name=given["file"].name,
                by=by,
                at=timezone.now(),
                assessment=draft,
                given=uploads.Given(given["as_of"], "command"),
            )
            upload = _done(upload, Run.Kind.READ)
            if upload.state == Upload.State.CHECKED:
                self._say(_report(upload))
            if upload.state == Upload.State.CHECKED and given["apply"]:
                uploads.apply(upload=upload, by=by, at=timezone.now())
                upload = _done(upload, Run.Kind.APPLY)
            if upload.state == Upload.State.UNCHANGED and given["apply"]:
                self._say(_pinned(upload, draft, by))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(_end(upload, given["organisation"]))

    def _say(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)


def _assessment(by: Actor, number: int | None) -> Assessment | None:
    if number is None:
        return None
    try:
        return access.assessment(by, number)
    except Assessment.DoesNotExist as error:
        raise CommandError(f"There is no assessment A-{number} here.") from error


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}") from error


def _done(upload: Upload, kind: Run.Kind) -> Upload:
    """Do the run of an upload here, unless a worker has it already; return how it ended."""
    run = Run.objects.filter(kind=kind, subject=upload.pk).order_by("-pk").first()
    if run is not None:
        work.do(run.pk, timezone.now)
    until = timezone.now() + PATIENCE
    upload.refresh_from_db()
    while upload.state in UNDONE and timezone.now() < until:
        time.sleep(0.5)
        upload.refresh_from_db()
    return upload


def _pinned(upload: Upload, draft: Assessment | None, by: Actor) -> Iterator[str]:
    """Pin an import that was there already to the draft that is to be about it."""
    known = upload.applied_import
    if draft is None or known is None or draft.pinnedimports.filter(imported=known).exists():
        return
    pinning.pin(assessment=draft, imported=known, by=by, at=timezone.now())
    yield f"{draft.key} is now about import {known.pk}, which holds this file."


def _report(upload: Upload) -> Iterator[str]:
    report = upload.report
    yield f"{upload.file_name}: {report['format']}"
    yield "  " + ", ".join(f"{name} {count}" for name, count in report["totals"].items())
    for sheet in report["sheets"]:
        yield f"  {sheet['sheet']}: {sheet['read']} rows read, {sheet['kept']} kept"
        for skip in sheet["skipped"]:
            yield f"    {skip['count']} skipped: {skip['reason']}"
    yield from (f"  note: {notice}" for notice in report["notices"])
    for problem in report["problems"][:MANY]:
        place = f"{problem['sheet']} row {problem['row']} column {problem['column']}"
        yield f"  problem: {place}: {problem['words']}"
    if report["problem_count"] > MANY:
        yield f"  and {report['problem_count'] - MANY} more problems"
    results = [each["result"] for each in report["checks"].values()]
    for result in ("finding", "not_assessable", "pass"):
        yield f"  checks, {result.replace('_', ' ')}: {results.count(result)}"


def _end(upload: Upload, slug: str) -> Iterator[str]:
    match upload.state:
        case Upload.State.CHECKED if not upload.error:
            where = _where(upload, slug)
            yield f"Nothing is stored. Run it again with --apply, or apply it at {where}"
        case Upload.State.APPLIED:
            yield f"Applied as import {upload.applied_import_id}."
        case Upload.State.UNCHANGED:
            yield "This file was applied before: nothing of the inventory changed."
        case _:
            words = upload.error or f"It is {upload.get_state_display().lower()}."
            raise CommandError(f"{upload.file_name}: {words}")


def _where(upload: Upload, slug: str) -> str:
    return reverse("upload", kwargs={"org": slug, "upload": upload.pk})
