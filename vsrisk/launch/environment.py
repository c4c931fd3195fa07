"""The virtual environment: made once from the lock files, with whatever installer there is."""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from vsrisk.launch import locks
from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.problems import CannotGoOn, hint, in_words, say
from vsrisk.launch.processes import run

FOLDER = REPOSITORY / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "installed.json"
FROM_LOCK = ("--require-hashes", "-r")


def prepare(group: str) -> None:
    """
    Bring `.venv` to the state of a lock file; does nothing when it is there already.

    Args:
        group: "run", or "dev" which contains it.

    Raises:
        CannotGoOn: it cannot be made; the words say what to install or free.
    """
    try:
        if _installed() in _good_enough(group):
            return
        with _one_at_a_time():
            if _installed() not in _good_enough(group):
                _make(group)
    except OSError as error:
        raise CannotGoOn(in_words(error)) from error


def enter() -> None:
    """Go on under the Python of `.venv`, with the same arguments."""
    if Path(sys.prefix) != FOLDER:
        arguments = [str(PYTHON), str(REPOSITORY / "run.py"), *sys.argv[1:]]
        os.execv(PYTHON, arguments)  # noqa: S606  the same program, nothing for a shell to do


def uv() -> str | None:
    """Return the program uv: of the environment, else on PATH and working."""
    for found in (str(FOLDER / "bin" / "uv"), shutil.which("uv")):
        if found and _works(found):
            return found
    return None


def tool_environment() -> dict[str, str]:
    """Return our own environment, for installers: proxies and indexes are the machine's matter."""
    keep = {
        name: value
        for name, value in os.environ.items()
        if name not in _MISLEADING and not name.startswith("PYTHON")
    }
    return keep | {
        "UV_NATIVE_TLS": "1",  # trust the authorities that the system trusts
        "UV_NO_PROGRESS": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


_MISLEADING = frozenset({"VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX"})


def _make(group: str) -> None:
    STAMP.unlink(missing_ok=True)
    if _belongs_elsewhere():
        shutil.rmtree(FOLDER)
    if not PYTHON.exists():
        _create()
    say(f"Installing locked packages into {FOLDER} …")
    lock = locks.path(group)
    if not _install_by_uv(lock):
        _install_by_pip(lock)
    STAMP.write_text(json.dumps(_state(group)), encoding="utf-8")


def _create() -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(FOLDER)]
    try:
        run(command, what="Creating the virtual environment", env=tool_environment())
    except CannotGoOn as problem:
        if importlib.util.find_spec("venv") is None:
            raise CannotGoOn(
                "This Python has no venv module. On Debian: apt-get install python3-venv"
            ) from problem
        raise


def _install_by_uv(lock: Path) -> bool:
    installer = uv() or _bring_uv()
    if installer is None:
        return False
    command = [installer, "pip", "install", "--python", str(PYTHON), *FROM_LOCK, str(lock)]
    done = _try(command)
    if done is not None:
        say("uv could not install the packages, trying pip:")
        say("\n".join(f"  {line}" for line in done.splitlines()[-3:]))
    return done is None


def _bring_uv() -> str | None:
    """Install uv, at its locked hash, into the environment by the system's pip."""
    if importlib.util.find_spec("pip") is None:
        return None
    if _try([*_pip(), *FROM_LOCK, str(locks.path(locks.BOOTSTRAP))]) is not None:
        return None
    return uv()


def _install_by_pip(lock: Path) -> None:
    if importlib.util.find_spec("pip") is None:
        raise CannotGoOn(
            "Neither uv nor pip was found. On Debian: apt-get install python3-pip python3-venv"
        )
    output = _try([*_pip(), "--no-deps", *FROM_LOCK, str(lock)])
    if output is not None:
        last = "\n".join(f"  {line}" for line in output.splitlines()[-12:])
        raise CannotGoOn(f"Installing the packages failed:\n{last}{hint(output)}")


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet"]


def _try(command: list[str]) -> str | None:
    """Run an installer; return None when it succeeded, else what it said."""
    done = subprocess.run(
        command,
        env=tool_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout if done.returncode else None


def _works(program: str) -> bool:
    try:
        return _try([program, "--version"]) is None
    except OSError:
        return False


def _state(group: str) -> dict[str, str]:
    return {
        "lock": hashlib.sha256(locks.path(group).read_bytes()).hexdigest(),
        "folder": str(FOLDER),
    }


def _good_enough(group: str) -> list[dict[str, str]]:
    return [_state(name) for name in dict.fromkeys((group, "dev"))]


def _installed() -> dict[str, str] | None:
    try:
        state = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) and PYTHON.exists() else None


def _belongs_elsewhere() -> bool:
    """Say whether the environment is half made, moved, or of a Python that is gone."""
    if not FOLDER.exists():
        return False
    question = "import sys; assert sys.version_info[:2] >= (3, 11); print(sys.prefix)"
    try:
        said = run([str(PYTHON), "-c", question], what="Python", env=tool_environment())
    except (CannotGoOn, OSError):
        return True
    return said.strip() != str(FOLDER)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (REPOSITORY / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
