"""A PostgreSQL server of our own, reachable through a private socket only."""

import getpass
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vsrisk.launch import binaries, processes
from vsrisk.launch.home import own
from vsrisk.launch.problems import CannotGoOn, hint
from vsrisk.launch.processes import Account, plain_environment

SUPERUSER = "postgres"
OWNER = "vsrisk_owner"
APPLICATION = "vsrisk_app"
DATABASE = "vsrisk"
START_SECONDS = 60
STATUS_LINE = 7  # of postmaster.pid, counted from 0
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
IN_A_HURRY: Mapping[str, str] = {  # for data that nobody keeps
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass
class Postgres:
    """One data folder and the server on it."""

    bin: Path
    data: Path
    sockets: Path
    log: Path
    account: Account | None
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """
        Make the data folder unless it is there.

        Raises:
            CannotGoOn: it cannot be made, or was made by another major version.
        """
        version = self.data / "PG_VERSION"
        if version.exists():
            self._require_same_version(int(version.read_text(encoding="ascii")))
            return
        own(self.data, self.account)
        processes.run(
            [
                str(self.bin / "initdb"),
                f"--pgdata={self.data}",
                f"--username={SUPERUSER}",
                *("--encoding=UTF8", "--locale=C", "--auth-local=peer", "--auth-host=reject"),
                *("--no-instructions", "--no-sync"),
            ],
            what=f"Creating the database in {self.data}",
            env=plain_environment(),
            account=self.account,
        )
        self._admit_us_alone()

    def command(self) -> list[str]:
        """Return how the server is started."""
        settings = {**SETTINGS, **self.settings, "unix_socket_directories": str(self.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.data), *options]

    def is_ready(self) -> bool:
        """Say whether the server takes connections; it writes so into its own file."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and lines[STATUS_LINE:] != [] and lines[STATUS_LINE].strip() == "ready"

    def start(self) -> None:
        """
        Start the server and wait until it takes connections.

        Raises:
            CannotGoOn: it ends, or is not ready in time; the words show its log.
        """
        own(self.sockets, self.account)
        self.process = self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise CannotGoOn(f"PostgreSQL does not start:\n{last_lines(self.log)}")
            time.sleep(0.02)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server and return at once."""
        self.process = processes.spawn(
            self.command(),
            log=self.log,
            env=plain_environment(),
            account=self.account,
            last_signal=signal.SIGINT,
            cwd=self.data if self.account is None else Path("/"),
        )
        return self.process

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT in order, SIGQUIT at once as after a power cut."""
        if self.process:
            processes.end(self.process, how, within=30)

    def kill(self) -> None:
        """End the server and its children with SIGKILL."""
        if self.process:
            processes.kill_group(self.process)

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address of a database for a role."""
        return f"postgres://{role}@/{database}?host={self.sockets}"

    def _require_same_version(self, made_by: int) -> None:
        have = binaries.major_version(self.bin)
        if have != made_by:
            raise CannotGoOn(
                f"The data in {self.data} was made by PostgreSQL {made_by}; the program found is "
                f"{have}. Dump and restore it with {made_by}, or set VSRISK_HOME to a new folder."
            )

    def _admit_us_alone(self) -> None:
        """Let the user who started us, and no other, sign in as the three roles."""
        system = "root" if os.geteuid() == 0 else getpass.getuser()
        roles = (SUPERUSER, OWNER, APPLICATION)
        (self.data / "pg_hba.conf").write_text("local all all peer map=vsrisk\n", encoding="utf-8")
        lines = (f'vsrisk "{system}" {role}\n' for role in roles)
        (self.data / "pg_ident.conf").write_text("".join(lines), encoding="utf-8")


def last_lines(log: Path, count: int = 12) -> str:
    """Return the end of a log, indented, with a hint where it gives the cause away."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "  (there is no log)"
    return "\n".join(f"  {line}" for line in text.splitlines()[-count:]) + hint(text[-4000:])
