"""
The process that reads files of strangers: bounded, unprivileged, alone.

Started by `guarded`; the open file is its standard input. It writes one line of
JSON for each step and one at the end: the reading, or why there is none.
"""

import codecs
import contextlib
import ctypes
import io
import os
import pwd
import resource
import signal
import sys
from typing import BinaryIO

import orjson

from assessments.importers import wire
from assessments.importers.base import Limits, Unreadable
from assessments.importers.formats import read

NOBODY = 65_534
PR_SET_PDEATHSIG = 1
ENCODINGS = (
    *("ascii", "cp437", "cp1250", "cp1252", "idna", "iso8859_15", "latin_1", "utf_8_sig", "utf_16"),
)
REHEARSAL = b"VM,Powerstate,Change Version,Memory\nx,poweredOn,2026/01/01 00:00:00,1\n"


def main() -> None:  # pragma: no cover  its process may write no file, so nothing is measured
    """Read standard input for the process named second, within the limits named first."""
    limits, parent = Limits(**orjson.loads(sys.argv[1])), int(sys.argv[2])
    os.umask(0o077)
    rehearse()
    _drop_privileges()
    _die_with(parent)
    _bound(limits)
    with os.fdopen(0, "rb") as file:
        _write(answer(file, limits))


def answer(file: BinaryIO, limits: Limits) -> bytes:
    """Return the reading as one line of JSON, or why there is none."""
    try:
        return wire.encode(read(file, limits, _say))
    except Unreadable as error:
        return _refusal(type(error).__name__, str(error))
    except MemoryError:
        return _refusal("TooLarge", _too_much(limits))
    except Exception as error:  # noqa: BLE001  a mistake of ours is not one of the file's
        return _refusal("Unreadable", _own_fault(error))


def _die_with(parent: int) -> None:  # pragma: no cover  cannot be undone where tests run
    """Let a killed worker take its reader along; only Linux knows how."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it died before the line above
        sys.exit("nobody waits for this")


def _bound(limits: Limits) -> None:  # pragma: no cover  cannot be undone where tests run
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    for nothing in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(nothing, (0, 0))  # no dump, no file, no further process


def rehearse() -> None:
    """Load what is loaded late: it could be out of reach once privileges are gone."""
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    read(io.BytesIO(REHEARSAL))


def _too_much(limits: Limits) -> str:
    return f"The file needs more memory than {limits.memory / 1024**3:.1f} GiB."


def _own_fault(error: Exception) -> str:
    return f"The reader has a fault ({type(error).__name__}): report it, with the file's version."


def _say(step: str, done: int, total: int) -> None:
    _write(orjson.dumps({"step": step, "done": done, "total": total}))


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.flush()


def _refusal(kind: str, words: str) -> bytes:
    return orjson.dumps({"error": kind, "words": words})


def _drop_privileges() -> None:  # pragma: no cover  cannot be undone where tests run
    if os.geteuid() != 0:
        return
    try:
        nobody = pwd.getpwnam("nobody")
        user, group = nobody.pw_uid, nobody.pw_gid
    except KeyError:  # a bare container
        user = group = NOBODY
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)


if __name__ == "__main__":  # pragma: no cover  a process of its own
    main()
