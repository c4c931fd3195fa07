"""Zip files looked at before anything in them is read, and never unpacked to disk."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from assessments.importers.base import Hostile, Limits, NotRecognised, TooLarge

_MEGABYTE = 1_000_000
_CHUNK = 1_000_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def opened(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """
    Open a zip whose directory holds no surprise.

    Raises:
        NotRecognised: it is no zip, a damaged or an encrypted one.
        TooLarge: too many members, or it unpacks to too much.
        Hostile: a member's name leaves the archive, is a link, or packs beyond belief.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise NotRecognised(f"The archive is damaged: {error}.") from error
    members = archive.infolist()
    if len(members) > limits.files:
        raise TooLarge(f"The archive holds {len(members)} files; at most {limits.files} are read.")
    total = sum(member.file_size for member in members)
    if total > limits.unpacked:
        raise TooLarge(
            f"The archive unpacks to {total // _MEGABYTE} MB; "
            f"at most {limits.unpacked // _MEGABYTE} MB are read."
        )
    for member in members:
        _check(member, limits)
    return archive


def chunks(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, size: int = _CHUNK
) -> Iterator[bytes]:
    """
    Yield the content of a member in pieces; never more than its directory entry says.

    Raises:
        NotRecognised: the member is damaged.
    """
    try:
        with archive.open(member) as file:
            while chunk := file.read(size):
                yield chunk
    except _DAMAGE as error:
        name = PurePosixPath(member.filename).name
        raise NotRecognised(f"{name} in the archive is damaged: {error}.") from error


def require_inside(name: str) -> None:
    """
    Refuse a name that would leave the archive's own folder.

    Raises:
        Hostile: it would.
    """
    parts = name.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or ":" in parts[0]:
        raise Hostile("The archive holds a file whose name leads out of it.")


def _check(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.orig_filename  # `filename` is cut at a NUL
    require_inside(name)
    if "\0" in name or stat.S_ISLNK(member.external_attr >> 16):
        raise Hostile("The archive holds a link, or a file with a forged name.")
    if member.flag_bits & 0x1:
        raise NotRecognised("The archive is encrypted. Save it without a password.")
    packed = max(1, member.compress_size)
    if member.file_size > _MEGABYTE and member.file_size > limits.ratio * packed:
        raise Hostile("The archive packs a file beyond what exports do: it may be a bomb.")
