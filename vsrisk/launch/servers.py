"""Database and broker together: those of the installation, and throw-away ones for tests."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vsrisk.launch import binaries, home, processes, roles
from vsrisk.launch.postgres import APPLICATION, IN_A_HURRY, OWNER, SUPERUSER, Postgres
from vsrisk.launch.valkey import Valkey


@dataclass
class Servers:
    """A running database and broker."""

    postgres: Postgres
    valkey: Valkey

    def urls(self) -> dict[str, str]:
        """Return the environment variables that point the application here."""
        return {
            "VSRISK_DATABASE_URL": self.postgres.url(APPLICATION),
            "VSRISK_DATABASE_OWNER_URL": self.postgres.url(OWNER),
            "VSRISK_REDIS_URL": self.valkey.url,
        }

    def start(self) -> None:
        """Start both, wait for both, make roles and database."""
        self.postgres.start()
        self.valkey.start()
        roles.prepare(self.postgres.url(SUPERUSER, "postgres"), for_tests=True)

    def stop(self) -> None:
        """Stop both in order."""
        self.valkey.stop()
        self.postgres.stop()


@contextlib.contextmanager
def private_servers(*, durable: bool = False) -> Iterator[Servers]:
    """
    Start a database and a broker of their own, for one test or one run of the tests.

    They live in a short temporary folder that is gone afterwards. The parts can
    be killed, stopped and started one by one: `servers.postgres.kill()`.

    Args:
        durable: keep what was committed through a kill; slower.
    """
    account = processes.servers_account()
    folder = Path(tempfile.mkdtemp(prefix="vsrisk-", dir="/tmp"))
    folder.chmod(0o711 if account else 0o700)
    servers = _in(folder, account, durable=durable)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _in(folder: Path, account: processes.Account | None, *, durable: bool) -> Servers:
    programs = _programs(folder)
    sockets = folder / "run"
    postgres = Postgres(
        bin=binaries.postgres(programs, account),
        data=folder / "postgres",
        sockets=sockets,
        log=folder / "postgres.log",
        account=account,
        settings={} if durable else IN_A_HURRY,
    )
    valkey = Valkey(
        program=binaries.valkey(programs, account),
        data=folder / "valkey",
        sockets=sockets,
        log=folder / "valkey.log",
        account=account,
    )
    postgres.create()
    valkey.create()
    return Servers(postgres, valkey)


def _programs(folder: Path) -> Path:
    """Root keeps its copy of the programs between runs; others need none."""
    if os.geteuid() != 0:
        return folder
    kept = home.default()
    kept.make()
    return kept.programs
