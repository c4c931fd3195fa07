"""
Zip archives in one spelling: files by name, stored, nothing between or around them.

Any zip program opens them. Reading demands exactly the bytes that writing gives, so
that no bit of an archive can change without being seen.
"""

import re
import struct
import zlib
from collections.abc import Mapping

from assessments.verifier.genuine import NotGenuine

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?\Z")
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _MADE_BY, _TIME, _DAY = 20, 0x0314, 0, 0x21  # 2.0, on Unix, midnight, 1 January 1980
_MODE = 0o100644 << 16
LARGEST = 2**32 - 2**20  # bytes: beyond, the form needs fields that this one has not
MOST = 10_000  # files


def write(files: Mapping[str, bytes]) -> bytes:
    """
    Return the archive of *files*, by name.

    Raises:
        NotGenuine: a name is not plain, or it is too large.
    """
    if len(files) > MOST or sum(map(len, files.values())) > LARGEST:
        raise NotGenuine("there is too much for one archive")
    body, directory, at = [], [], 0
    for name in sorted(files):
        if not _NAME.match(name):
            raise NotGenuine(f"{name[:80]!r} is no plain name of a file")
        content, path = files[name], name.encode()
        crc, size = zlib.crc32(content), len(content)
        local = _LOCAL.pack(
            *(b"PK\x03\x04", _VERSION, 0, 0, _TIME, _DAY, crc, size, size, len(path), 0)
        )
        directory.append(
            _CENTRAL.pack(
                *(b"PK\x01\x02", _MADE_BY, _VERSION, 0, 0, _TIME, _DAY, crc, size, size),
                *(len(path), 0, 0, 0, 0, _MODE, at),
            )
            + path
        )
        body += [local, path, content]
        at += len(local) + len(path) + size
    listed = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
    return b"".join([*body, listed, end])


def read(archive: bytes) -> dict[str, bytes]:
    """
    Return the files of an archive, by name.

    Raises:
        NotGenuine: it is not exactly what `write` gives for its files.
    """
    files: dict[str, bytes] = {}
    at = 0
    while archive[at : at + 4] == b"PK\x03\x04" and len(files) <= MOST:
        if len(archive) < at + _LOCAL.size:
            break
        head = _LOCAL.unpack_from(archive, at)
        size, length = head[8], head[9]
        start = at + _LOCAL.size + length
        name = archive[at + _LOCAL.size : start].decode("ascii", "replace")
        if name in files:
            raise NotGenuine(f"the archive holds {name[:80]!r} twice")
        files[name] = archive[start : start + size]
        at = start + size
    if not files or write(files) != archive:
        raise NotGenuine("the archive is not in its one form: it was changed, or packed again")
    return files
