"""The one place where an installation keeps its data, and the short place for its sockets."""

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.processes import Account

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = 100  # bytes of a path; the systems' limit is 104 to 108


@dataclass(frozen=True, slots=True)
class Home:
    """Folders and files below `VSRISK_HOME`."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    @property
    def notary(self) -> Path:
        return self.folder / "notary"

    @property
    def passwords(self) -> Path:
        return self.folder / "demo-passwords.txt"

    @property
    def environment(self) -> Path:
        return self.folder / "environment"

    def make(self) -> None:
        """Create what is missing. Passable for the servers' account, readable for nobody else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder in (self.data, self.logs, self.static):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.programs.mkdir(exist_ok=True)
        self.programs.chmod(0o755)

    def require_passable(self) -> None:
        """
        Check that root's servers, which are not root, can get here at all.

        Raises:
            CannotGoOn: a folder above is closed to them.
        """
        closed = [folder for folder in self.folder.parents if not folder.stat().st_mode & 0o001]
        if closed and os.geteuid() == 0:
            raise CannotGoOn(
                f"{closed[0]} may be entered by root alone, but the database does not run as root. "
                "Set VSRISK_HOME to a folder below an open one, such as /var/lib/vsrisk."
            )

    def secret_key(self) -> str:
        """Return the secret of this installation, made once at random."""
        path = self.folder / "secret-key"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(64))
        return path.read_text(encoding="ascii").strip()

    def lock(self) -> IO[str]:
        """
        Take this home for one launcher; hold the file for as long as it is used.

        Raises:
            CannotGoOn: another one is at work here.
        """
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            with lock:
                lock.seek(0)
                holder = lock.read().strip()
            raise CannotGoOn(
                f"vsrisk already runs on the data in {self.folder} (process {holder})."
                " Stop it first, or set VSRISK_HOME and VSRISK_PORT for a second one."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        return lock


def default() -> Home:
    """Return the home that `VSRISK_HOME` names, else /var/lib/vsrisk for root, var/ for others."""
    if named := os.environ.get("VSRISK_HOME"):
        return Home(Path(named).expanduser().resolve())
    if os.geteuid() == 0:
        return Home(Path("/var/lib/vsrisk"))
    return Home(REPOSITORY / "var")


@contextlib.contextmanager
def sockets(home: Home, account: Account | None) -> Iterator[Path]:
    """
    Make a private folder (0700) whose sockets have short enough names.

    That is `run/` below the home; where the path is too long for a socket, a
    new one in the system's temporary folder. Either is gone afterwards.
    """
    folder = home.folder / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        folder = Path(tempfile.mkdtemp(prefix="vsrisk-", dir="/tmp"))
    shutil.rmtree(folder, ignore_errors=True)
    own(folder, account)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own(folder: Path, account: Account | None) -> None:
    """Make a folder that belongs to *account* (None: to us) and that nobody else may enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)


def write_private(path: Path, text: str) -> None:
    """Replace a file by one that only we may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
