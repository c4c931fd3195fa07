"""Uploaded inventories on disk: random names, mode 0600, gone as soon as they may be."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Upload
from assessments.permissions import Refused

NAME = re.compile(r"[0-9a-f]{32}")  # what `store` calls a file
KEPT_FOR = timedelta(hours=1)
_OPEN = (Upload.State.WAITING, Upload.State.READING, Upload.State.CHECKED)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies on disk: its random name, the digest of its bytes, its size in bytes."""

    name: str
    sha256: str
    size: int


def store(chunks: Iterable[bytes], *, folder: Path | None = None, limit: int = 0) -> Stored:
    """
    Write *chunks* under a random name that only this user can read.

    Raises:
        Refused: it is larger than *limit* bytes or there is no room; nothing is left behind.
    """
    folder = folder or Path(settings.UPLOAD_DIR)
    limit = limit or int(settings.UPLOAD_LIMIT_BYTES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    target = folder / name
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                _require_room(size, limit)
                digest.update(chunk)
                out.write(chunk)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise Refused(
            _("The file could not be kept: %(why)s.") % {"why": error.strerror}
        ) from error
    except Refused:
        target.unlink(missing_ok=True)
        raise
    return Stored(name, digest.hexdigest(), size)


@contextmanager
def kept(chunks: Iterable[bytes]) -> Iterator[Stored]:
    """Store a file for as long as the block that says whose it is succeeds; else it is gone."""
    stored = store(chunks)
    try:
        yield stored
    except BaseException:
        (Path(settings.UPLOAD_DIR) / stored.name).unlink(missing_ok=True)
        raise


def path_of(upload: Upload) -> Path:
    """Return where the file of *upload* lies."""
    return Path(settings.UPLOAD_DIR) / upload.stored_as


def drop(upload: Upload) -> None:
    """Remove the file of *upload*, whether or not it is still there."""
    if upload.stored_as:
        path_of(upload).unlink(missing_ok=True)
        Upload.objects.filter(pk=upload.pk).update(stored_as="")
        upload.stored_as = ""


def drop_ended(upload: Upload) -> None:
    """Remove what a process that was killed between the end of *upload* and its drop left."""
    if upload.finished_at is not None:
        drop(upload)


def drop_expired(*, at: datetime) -> int:
    """
    Remove the files that nobody needs any more; return how many.

    Those are the files of uploads that nobody applied in time, of uploads whose
    worker died between their end and this, and of requests that died before
    they could say whose file it was.
    """
    count = _expire(at)
    for upload in Upload.objects.filter(finished_at__isnull=False).exclude(stored_as=""):
        drop(upload)
        count += 1
    return count + _drop_nameless(Path(settings.UPLOAD_DIR), at)


def _drop_nameless(folder: Path, at: datetime) -> int:
    old = [path for path in _files(folder) if _written(path) < at - KEPT_FOR]
    named = set(
        Upload.objects.filter(stored_as__in=[path.name for path in old]).values_list(
            "stored_as", flat=True
        )
    )
    nameless = [path for path in old if path.name not in named]
    for path in nameless:
        path.unlink(missing_ok=True)
    return len(nameless)


def _files(folder: Path) -> list[Path]:
    """Return the files of ours in a folder; what bears another kind of name is not ours to drop."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_file()]


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


@transaction.atomic
def _expire(at: datetime) -> int:
    late = Upload.objects.select_for_update(skip_locked=True).filter(
        state__in=_OPEN, expires_at__lt=at
    )
    count = 0
    for upload in late:
        upload.state = Upload.State.EXPIRED
        upload.finished_at = at
        upload.save(update_fields=["state", "finished_at"])
        drop(upload)
        count += 1
    return count


def _require_room(size: int, limit: int) -> None:
    if size > limit:
        raise Refused(
            _("The file is larger than %(limit)s MB, the limit of this installation.")
            % {"limit": limit // 1_000_000}
        )
