"""Tar archives, packed or not, read as a stream: nothing is unpacked to disk, no link followed."""

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from lzma import LZMAError
from typing import BinaryIO

from assessments.importers import archives
from assessments.importers.base import Hostile, Limits, NotRecognised, TooLarge
from assessments.importers.members import Member

_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_MAGIC_AT, _MAGIC = 257, b"ustar"
_DAMAGE = (tarfile.TarError, zlib.error, LZMAError, EOFError, OSError, ValueError)
_FIRST_DAY = 86_400  # a date in the first day of 1970 is no date
_MEGABYTE = 1_000_000


def is_tar(head: bytes) -> bool:
    """Say whether a file that begins so may be a tar or a packed one."""
    return head.startswith(_PACKED) or head[_MAGIC_AT : _MAGIC_AT + 5] == _MAGIC


def members_of(file: BinaryIO, limits: Limits) -> Iterator[Member]:
    """
    Yield the files of an archive in its order; links, devices and folders are left out.

    Raises:
        NotRecognised: it is no tar, or a damaged one.
        TooLarge: it holds or unpacks to more than the limits.
        Hostile: a name leads out of the archive.
    """
    try:
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            yield from _members(archive, limits)
    except _DAMAGE as error:
        if isinstance(error, NotRecognised | TooLarge | Hostile):
            raise
        raise NotRecognised(f"The archive is no tar, or is damaged: {error}.") from error


def _members(archive: tarfile.TarFile, limits: Limits) -> Iterator[Member]:
    total = 0
    for number, info in enumerate(archive, start=1):
        total += info.size
        if number > limits.files:
            raise TooLarge(f"The archive holds more than {limits.files} files.")
        if total > limits.unpacked or info.size > limits.member:
            raise TooLarge(
                f"The archive unpacks to more than {limits.unpacked // _MEGABYTE} MB, or a file "
                f"in it to more than {limits.member // _MEGABYTE} MB."
            )
        archives.require_inside(info.name)
        source = archive.extractfile(info) if info.isreg() else None
        if source is not None:
            yield Member(_clean(info.name), source.read(), _moment(info.mtime))


def of_zip(archive: zipfile.ZipFile, limits: Limits) -> Iterator[Member]:
    """Yield the files of a zip that `archives.opened` looked over."""
    for info in archive.infolist():
        if info.is_dir():
            continue
        if info.file_size > limits.member:
            raise TooLarge(
                f"{info.filename} in the archive is larger than {limits.member // _MEGABYTE} MB."
            )
        yield Member(_clean(info.filename), b"".join(archives.chunks(archive, info)))


def _clean(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds >= _FIRST_DAY else None
    except (OverflowError, ValueError, OSError):
        return None
