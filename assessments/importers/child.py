"""
The process that reads files of strangers: bounded, unprivileged, alone.

Started by `guarded`; the open file is its standard input. It writes one line of
JSON for each step and one at the end: the reading, or why there is none.
"""

import codecs
import io
import os
import pwd
import resource
import sys

import orjson

from assessments.importers import wire
from assessments.importers.base import Limits, Unreadable
from assessments.importers.formats import read

NOBODY = "nobody"
ENCODINGS = ("ascii", "cp437", "cp1250", "cp1252", "idna", "latin_1", "utf_8_sig", "utf_16")
REHEARSAL = b"VM,Powerstate,Change Version,Memory\nx,poweredOn,2026/01/01 00:00:00,1\n"


def main() -> None:
    """Read standard input within the limits given as arguments: bytes of memory, CPU seconds."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    os.umask(0o077)
    _rehearse()
    _drop_privileges()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    with os.fdopen(0, "rb") as file:
        try:
            reading = read(file, Limits(), _say)
        except Unreadable as error:
            _line({"error": type(error).__name__, "words": str(error)})
        except MemoryError:
            _line({"error": "TooLarge", "words": "The file needs more memory than is allowed."})
        else:
            sys.stdout.buffer.write(wire.encode(reading) + b"\n")
    sys.stdout.flush()


def _rehearse() -> None:
    """Load what is loaded late: it could be out of reach once privileges are gone."""
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    read(io.BytesIO(REHEARSAL))


def _say(step: str, done: int, total: int) -> None:
    _line({"step": step, "done": done, "total": total})


def _line(value: dict[str, object]) -> None:
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.flush()


def _drop_privileges() -> None:
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam(NOBODY)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


if __name__ == "__main__":
    main()
