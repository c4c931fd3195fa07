"""Start programs that never outlive us, as somebody harmless where we are root."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vsrisk.launch.problems import CannotGoOn, hint

_PR_SET_PDEATHSIG = 1
_LAST_LINES = 15
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


def servers_account() -> Account | None:
    """
    Return the unprivileged account for database and broker; None: stay who we are.

    Root's servers run as `daemon`, which every Linux has for this purpose and
    which is not the account (`nobody`) that reads uploaded files.
    """
    if os.geteuid() != 0:
        return None
    name = os.environ.get("VSRISK_SERVERS_USER", "daemon")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise CannotGoOn(
            f"There is no user {name!r} to run the servers as. Set VSRISK_SERVERS_USER to an "
            "unprivileged user of this machine, or start vsrisk as an ordinary user."
        ) from None
    return Account(name, entry.pw_uid, entry.pw_gid)


def spawn(
    command: Sequence[str],
    *,
    log: Path | None,
    env: Mapping[str, str],
    account: Account | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """
    Start a program in a process group of its own; it gets *last_signal* when we die.

    Output is appended to *log* (mode 0600), or shown when there is none.
    """
    with contextlib.ExitStack() as files:
        output = None if log is None else files.enter_context(_private(log))
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            umask=0o077,
            # single-threaded here, and the call is one system call: safe between fork and exec
            preexec_fn=_dying_with_parent(last_signal, os.getpid()),  # noqa: PLW1509
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def run(
    command: Sequence[str],
    *,
    what: str,
    env: Mapping[str, str],
    account: Account | None = None,
    cwd: Path | None = None,
) -> str:
    """
    Run a program to its end and return its output.

    Raises:
        CannotGoOn: it failed; the words say *what* and show its last lines.
    """
    done = subprocess.run(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(env),
        text=True,
        errors="replace",
        check=False,
        cwd=Path("/") if account else cwd,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        last = "\n".join(f"  {line}" for line in done.stdout.splitlines()[-_LAST_LINES:])
        raise CannotGoOn(f"{what} failed:\n{last}{hint(done.stdout)}")
    return done.stdout


def end(process: subprocess.Popen[bytes], how: signal.Signals, *, within: float) -> bool:
    """Ask a program to stop, end what is left after *within* seconds; True: it obeyed."""
    obeyed = True
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            obeyed = False
    kill_group(process)
    return obeyed


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a program and everything it started, at once."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def plain_environment(**extra: str) -> dict[str, str]:
    """Return a small environment that does not depend on who started us."""
    path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    return {"PATH": path, "LANG": "C.UTF-8", "LC_ALL": "C", "TZ": "UTC", **extra}


def _private(log: Path) -> BinaryIO:
    log.touch(mode=0o600)
    return log.open("ab")


def _dying_with_parent(how: signal.Signals, parent: int) -> Callable[[], None]:
    def prepare() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:  # the parent died before the line above
            os.kill(os.getpid(), how)

    return prepare
