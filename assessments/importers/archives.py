"""Zip files looked at before anything in them is read."""

import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from assessments.importers.base import Hostile, Limits, NotRecognised, TooLarge

_MEGABYTE = 1_000_000
_LINK = 0o120000
_TYPE = 0o170000


def opened(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """
    Open a zip whose directory holds no surprise.

    Raises:
        NotRecognised: it is no zip, or a damaged one.
        TooLarge: too many members, or it unpacks to too much.
        Hostile: a member's name leaves the archive, is a link, or packs beyond belief.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise NotRecognised(f"The archive is damaged: {error}.") from error
    members = archive.infolist()
    if len(members) > limits.members:
        raise TooLarge(
            f"The archive holds {len(members)} files; at most {limits.members} are read."
        )
    total = sum(member.file_size for member in members)
    if total > limits.unpacked:
        raise TooLarge(f"The archive unpacks to {total // _MEGABYTE} MB, beyond the limit.")
    for member in members:
        _check(member, limits)
    return archive


def _check(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or ":" in name.split("/", 1)[0] or "\0" in name:
        raise Hostile("The archive holds a file whose name leads out of it.")
    if (member.external_attr >> 16) & _TYPE == _LINK:
        raise Hostile("The archive holds a link.")
    if member.flag_bits & 0x1:
        raise NotRecognised("The archive is encrypted. Save it without a password.")
    if member.file_size > _MEGABYTE and member.file_size > limits.ratio * max(
        1, member.compress_size
    ):
        raise Hostile("The archive packs a file beyond what exports do.")
