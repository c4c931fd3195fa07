"""Read a file of a stranger in a child process that may die without us."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

import orjson

from assessments.importers import wire
from assessments.importers.base import (
    Hostile,
    Limits,
    NotRecognised,
    Progress,
    Reading,
    Stopped,
    TooLarge,
    Unreadable,
)

_KINDS: dict[str, type[Unreadable]] = {
    kind.__name__: kind for kind in (Unreadable, NotRecognised, TooLarge, Hostile)
}
_ROOT = Path(__file__).parents[2]
_CHUNK = 1 << 20
_LOOK_SECONDS = 0.5


def read_guarded(
    path: Path,
    limits: Limits | None = None,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Reading:
    """
    Read a file in a child process with bounded memory and time.

    Whatever the file does to the child (a crash of a parser included), the
    caller lives and gets words for the person who uploaded it.

    Raises:
        Unreadable: it is no known export, beyond the limits, or the child died of it.
        Stopped: *should_stop* said so.
        FileNotFoundError: there is no such file.
    """
    limits = limits or Limits()
    with path.open("rb") as file, _start(file, limits) as child:
        try:
            return _result(child, limits, on_progress, should_stop or _never)
        finally:
            child.kill()


def _start(file: IO[bytes], limits: Limits) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-P",
        "-m",
        "assessments.importers.child",
        orjson.dumps(asdict(limits)).decode(),
        str(os.getpid()),
    ]
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
    }
    return subprocess.Popen(  # noqa: S603  our own module, no shell, fixed arguments
        command,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        start_new_session=True,
    )


def _result(
    child: "subprocess.Popen[bytes]",
    limits: Limits,
    on_progress: Progress | None,
    should_stop: Callable[[], bool],
) -> Reading:
    for line in _lines(child, limits, should_stop):
        if line.startswith(b'{"step"'):
            said = orjson.loads(line)
            if on_progress:
                on_progress(said["step"], said["done"], said["total"])
        elif line.startswith(b'{"error"'):
            said = orjson.loads(line)
            raise _KINDS[said["error"]](said["words"])
        else:
            return wire.decode(Reading, line)
    child.wait()
    raise _obituary(child.returncode, limits)


def _lines(
    child: "subprocess.Popen[bytes]", limits: Limits, should_stop: Callable[[], bool]
) -> Iterator[bytes]:
    """Yield lines as they come, looking up now and then at the clock and at whoever waits."""
    output = cast("IO[bytes]", child.stdout)  # a pipe, as it was started
    ends = time.monotonic() + limits.wall_seconds
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if should_stop():
                raise Stopped("The reading was stopped.")
            if time.monotonic() > ends:
                raise TooLarge(f"Reading took longer than {limits.wall_seconds} seconds.")
            if not selector.select(_LOOK_SECONDS):
                continue
            chunk = os.read(output.fileno(), _CHUNK)
            if not chunk:
                return
            *whole, rest = (b"".join([*parts, chunk]) if b"\n" in chunk else chunk).split(b"\n")
            if b"\n" in chunk:
                parts = [rest]
                yield from whole
            else:
                parts.append(chunk)


def _obituary(code: int, limits: Limits) -> Unreadable:
    """Return what a child died of, in words for whoever uploaded the file."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TooLarge(
            f"Reading the file took more than {limits.cpu_seconds} seconds of processor time "
            "or more memory than the machine has."
        )
    return Unreadable(
        "The file made its reader fail: it is damaged, or needs more memory than "
        f"{limits.memory / 1024**3:.1f} GiB. Export it again, or save it as a zip of CSV files."
    )


def _never() -> bool:
    return False
