"""Bring a file in: receive it, apply it, drop it. The only writer of `Upload`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import inventory_files, runs, trail
from assessments.models import Assessment, Import, Run, Upload
from assessments.permissions import Actor, Capability, Refused, require, require_draft


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a file: the day it speaks of, if it does not say, and by which door."""

    as_of: datetime | None = None
    source: str = "browser"  # or "command"


def receive(
    *,
    chunks: Iterable[bytes],
    file_name: str,
    by: Actor,
    at: datetime,
    assessment: Assessment | None = None,
    given: Given | None = None,
) -> Upload:
    """
    Keep a file for its dry run and ask for that.

    A file whose bytes this organisation already applied is not read again: the
    attempt is noted as unchanged, and pinned to *assessment* on request.

    Raises:
        Refused: *by* may not import, the file is too large, or *assessment* is not a draft.
    """
    require(by, Capability.ASSESS)
    given = given or Given()
    if assessment is not None:
        require_draft(assessment)
    with inventory_files.kept(chunks) as stored, transaction.atomic():
        known = Import.objects.filter(
            organisation_id=by.organisation_id, sha256=stored.sha256, brought=False
        ).first()
        upload = Upload.objects.create(
            organisation_id=by.organisation_id,
            assessment=assessment,
            file_name=file_name[:255],
            size=stored.size,
            sha256=stored.sha256,
            stored_as=stored.name,
            source=given.source,
            as_of=given.as_of,
            by_id=by.person_id,
            at=at,
            expires_at=at + inventory_files.KEPT_FOR,
            state=Upload.State.UNCHANGED if known else Upload.State.WAITING,
            applied_import=known,
            finished_at=at if known else None,
        )
        _note("upload.received", upload, by=by, at=at, after={"sha256": stored.sha256})
        if known is None:
            _ask(Run.Kind.READ, upload, by=by, at=at)
    if known:
        inventory_files.drop(upload)
    return upload


@transaction.atomic
def apply(*, upload: Upload, by: Actor, at: datetime) -> Run:
    """
    Ask for a checked file to be applied.

    Raises:
        Refused: *by* may not import, or the file is not (or no longer) ready.
    """
    require(by, Capability.ASSESS)
    upload = _locked(upload, by)
    if upload.state != Upload.State.CHECKED:
        raise Refused(_("This file is not ready to apply. Upload it again."))
    upload.state = Upload.State.APPLYING
    upload.save(update_fields=["state"])
    return _ask(Run.Kind.APPLY, upload, by=by, at=at)


@transaction.atomic
def cancel(*, upload: Upload, by: Actor, at: datetime) -> None:
    """Drop a file that was not applied; a running read or apply stops at its next step."""
    require(by, Capability.ASSESS)
    upload = _locked(upload, by)
    if upload.finished_at is not None:
        raise Refused(_("This upload has already ended."))
    for run in Run.objects.filter(
        kind__in=[Run.Kind.READ, Run.Kind.APPLY], subject=upload.pk, finished_at=None
    ):
        runs.cancel(run, at=at)
    upload.state, upload.finished_at = Upload.State.CANCELLED, at
    upload.save(update_fields=["state", "finished_at"])
    _note("upload.cancelled", upload, by=by, at=at)
    transaction.on_commit(lambda: inventory_files.drop(upload))


def refuse(upload: Upload, *, error: str, at: datetime) -> None:
    """End an upload that cannot be read; its file goes, the words stay."""
    Upload.objects.filter(pk=upload.pk, finished_at=None).update(
        state=Upload.State.REFUSED, error=error, finished_at=at
    )
    inventory_files.drop(upload)


def give_up(run: Run, clock: runs.Clock) -> None:
    """End the upload of a READ run that failed for good, unless it ended already."""
    for upload in Upload.objects.filter(pk=run.subject, finished_at=None):
        refuse(upload, error=run.error, at=clock())


def give_back(run: Run, _clock: runs.Clock) -> None:
    """Let the upload of an APPLY run that failed for good be applied again, or dropped."""
    Upload.objects.filter(pk=run.subject, state=Upload.State.APPLYING).update(
        state=Upload.State.CHECKED, error=run.error
    )


def _locked(upload: Upload, by: Actor) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk, organisation_id=by.organisation_id)


def _ask(kind: Run.Kind, upload: Upload, *, by: Actor, at: datetime) -> Run:
    return runs.ask(
        kind,
        organisation_id=upload.organisation_id,
        subject=upload.pk,
        assessment=upload.assessment,
        by=by,
        at=at,
    )


def _note(
    kind: str, upload: Upload, *, by: Actor, at: datetime, after: dict[str, str] | None = None
) -> None:
    trail.note(
        kind,
        object_type="upload",
        object_key=upload.file_name,
        organisation_id=upload.organisation_id,
        assessment=upload.assessment,
        by=by,
        at=at,
        after=after,
    )
