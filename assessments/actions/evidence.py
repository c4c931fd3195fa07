"""Evidence files: kept under random names, known by their digest, removed but not forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import puremagic
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, inventory_files, trail
from assessments.models import Assessment, Evidence, Risk
from assessments.permissions import Actor, Capability, Refused, require, require_draft
from assessments.queries import scope

UNKNOWN = "application/octet-stream"
HEAD = 4096  # bytes that decide what a file is


@dataclass(frozen=True, slots=True)
class About:
    """What a file is called and what it supports: an item of the checklist, or a risk."""

    name: str
    item: str = ""
    risk: Risk | None = None


def add(
    *,
    assessment: Assessment,
    chunks: Iterable[bytes],
    about: About,
    by: Actor,
    at: datetime,
) -> Evidence:
    """
    Keep a file as evidence for a checklist item or a risk.

    Its type is read from its bytes, never from its name.

    Raises:
        Refused: *by* may not, it is no draft, it is too large or empty, or it supports nothing.
        catalogue.UnknownItem: the pinned edition has no such item.
    """
    require(by, Capability.ASSESS)
    require_draft(assessment)
    if about.item:
        scope.edition_of(assessment).item(about.item)
    elif about.risk is None or about.risk.assessment_id != assessment.pk:
        raise Refused(_("Say which item or risk this file supports."))
    stored = inventory_files.store(
        chunks, folder=Path(settings.EVIDENCE_DIR), limit=int(settings.EVIDENCE_LIMIT_BYTES)
    )
    path = Path(settings.EVIDENCE_DIR) / stored.name
    if stored.size == 0:
        path.unlink(missing_ok=True)
        raise Refused(_("The file is empty."))
    try:
        return _keep(assessment, stored, _type_of(path), about=about, by=by, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def remove(*, evidence: Evidence, by: Actor, at: datetime) -> None:
    """Take a file out of the evidence; the row and its digest stay, the bytes too until purged."""
    draft = drafts.open_draft(evidence.assessment_id, by=by, at=at, rescores=False)
    row = Evidence.objects.get(pk=evidence.pk, assessment=draft)
    if row.removed_at is not None:
        raise Refused(_("This file was removed already."))
    row.removed_by_id, row.removed_at = by.person_id, at
    row.save(update_fields=["removed_by", "removed_at"])
    _note("evidence.removed", row, draft, by=by, at=at, before={"sha256": row.sha256})


def path_of(evidence: Evidence) -> Path:
    """Return where the bytes lie."""
    return Path(settings.EVIDENCE_DIR) / evidence.stored_as


@transaction.atomic
def _keep(
    assessment: Assessment,
    stored: inventory_files.Stored,
    content_type: str,
    *,
    about: About,
    by: Actor,
    at: datetime,
) -> Evidence:
    draft = drafts.open_draft(assessment.pk, by=by, at=at, rescores=False)
    row = Evidence.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        item=about.item,
        risk=about.risk,
        name=Path(about.name.replace("\\", "/")).name[:255] or "file",
        sha256=stored.sha256,
        size=stored.size,
        content_type=content_type,
        stored_as=stored.name,
        by_id=by.person_id,
        at=at,
    )
    _note(
        "evidence.added",
        row,
        draft,
        by=by,
        at=at,
        after={"name": row.name, "sha256": row.sha256, "size": row.size},
    )
    return row


def _type_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    try:
        found = puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        found = ""
    if found:
        return str(found)[:120]
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    cut = head[:-4] if len(head) == HEAD else head  # the cut may lie inside a character
    try:
        text = cut.decode()
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\f" for character in text)


def _note(
    kind: str, row: Evidence, draft: Assessment, *, by: Actor, at: datetime, **sides: Any
) -> None:
    trail.note(
        kind,
        object_type="evidence",
        object_key=row.name[:120],
        organisation_id=row.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        **sides,
    )
