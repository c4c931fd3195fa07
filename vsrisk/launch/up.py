"""`make run`: everything that a working vsrisk needs, on this machine, until it is stopped."""

import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from vsrisk.launch import addresses, application, binaries, brokers, processes, roles
from vsrisk.launch import home as homes
from vsrisk.launch.addresses import Address
from vsrisk.launch.home import Home
from vsrisk.launch.postgres import APPLICATION, OWNER, SUPERUSER, Postgres, last_lines
from vsrisk.launch.problems import CannotGoOn, plainly, say
from vsrisk.launch.supervisor import Service, Supervisor, stoppable
from vsrisk.launch.valkey import Valkey

DATABASE_URLS = ("VSRISK_DATABASE_URL", "VSRISK_DATABASE_OWNER_URL")
BROKER_URL = "VSRISK_REDIS_URL"
WEB_START_SECONDS = 60
LEAST_FREE_BYTES = 500_000_000


def main(_arguments: Sequence[str]) -> int:
    """Start everything, say where it is, and look after it until Ctrl-C."""
    os.umask(0o077)
    address = addresses.from_environment()
    address.require_free()
    home = homes.default()
    supervisor = Supervisor()
    with plainly(), stoppable():
        home.make()
        home.require_passable()
        with home.lock():
            _require_space(home)
            with homes.sockets(home, processes.servers_account()) as sockets:
                _run(home, address, sockets, supervisor)
    say("Stopped. Nothing was left running.")
    return 0


def _run(home: Home, address: Address, sockets: Path, supervisor: Supervisor) -> None:
    try:
        _start(home, address, sockets, supervisor)
        supervisor.watch()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        supervisor.stop()


def _start(home: Home, address: Address, sockets: Path, supervisor: Supervisor) -> None:
    began = time.monotonic()
    say(f"Data is kept in {home.folder}")
    env = application.environment(home, address, _servers(home, sockets, supervisor))
    application.remember(home, env)
    say("Bringing the database up to date …")
    application.manage(env, "migrate", "--database", "owner", "--no-input", what="Migrating")
    application.manage(env, "grant_application", what="Granting the application its rights")
    application.manage(env, "collectstatic", "--no-input", what="Collecting static files")
    notary = application.of_notary(home, env)
    application.manage(notary, "notary", what="Preparing the notary")
    _make_demo(home, env)  # does its background work itself, so before the worker could
    for name in application.SERVICES:
        supervisor.add(application.service(name, home, env))
    _wait_for_web(address, home, supervisor.services[-1])
    _announce(home, address, time.monotonic() - began)


def _servers(home: Home, sockets: Path, supervisor: Supervisor) -> dict[str, str]:
    """Start the servers that the environment does not name; return the addresses of all."""
    account = processes.servers_account()
    for log in home.logs.glob("*.log"):
        application.shorten(log)
    named = {name: os.environ[name] for name in (*DATABASE_URLS, BROKER_URL) if name in os.environ}
    if DATABASE_URLS[0] in named:
        _require_outside(named)
    else:
        named |= _own_database(home, account, sockets, supervisor)
    if BROKER_URL in named:
        brokers.require(named[BROKER_URL])
    else:
        named |= _own_broker(home, account, sockets, supervisor)
    return named


def _require_outside(named: dict[str, str]) -> None:
    if DATABASE_URLS[1] not in named:
        raise CannotGoOn(
            "VSRISK_DATABASE_URL is set, so set VSRISK_DATABASE_OWNER_URL too: migrations run as a "
            f"role that owns the tables. An administrator of the server runs:\n{roles.NEEDED}"
        )
    roles.require(owner_url=named[DATABASE_URLS[1]], application_url=named[DATABASE_URLS[0]])


def _own_database(
    home: Home, account: processes.Account | None, sockets: Path, supervisor: Supervisor
) -> dict[str, str]:
    postgres = Postgres(
        bin=binaries.postgres(home.programs, account),
        data=home.folder / "postgres",
        sockets=sockets,
        log=home.logs / "postgres.log",
        account=account,
    )
    say("Starting PostgreSQL …")
    postgres.create()
    postgres.start()
    supervisor.add(Service("PostgreSQL", postgres.spawn, signal.SIGINT, 30, postgres.process))
    roles.prepare(postgres.url(SUPERUSER, "postgres"))
    return dict(zip(DATABASE_URLS, map(postgres.url, (APPLICATION, OWNER)), strict=True))


def _own_broker(
    home: Home, account: processes.Account | None, sockets: Path, supervisor: Supervisor
) -> dict[str, str]:
    valkey = Valkey(
        program=binaries.valkey(home.programs, account),
        data=home.folder / "valkey",
        sockets=sockets,
        log=home.logs / "valkey.log",
        account=account,
    )
    say("Starting the broker …")
    valkey.create()
    valkey.start()
    supervisor.add(Service("the broker", valkey.spawn, process=valkey.process))
    return {BROKER_URL: valkey.url}


def _wait_for_web(address: Address, home: Home, web: Service) -> None:
    host = "127.0.0.1" if address.bind == addresses.EVERYWHERE else address.bind
    link = f"http://{host}:{address.port}/healthz"
    deadline = time.monotonic() + WEB_START_SECONDS
    while not _answers(link):
        dead = web.process is not None and web.process.poll() is not None
        if dead or time.monotonic() > deadline:
            raise CannotGoOn(f"The web server does not start:\n{last_lines(home.logs / 'web.log')}")
        time.sleep(0.1)


def _answers(link: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(link, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _make_demo(home: Home, env: dict[str, str]) -> None:
    if not application.has_command("make_demo"):
        return
    say("Preparing the demo organisation …")
    command = ("make_demo", "--passwords", str(home.passwords))
    application.manage(env, *command, what="Preparing the demo organisation")


def _announce(home: Home, address: Address, seconds: float) -> None:
    say(f"\nvsrisk is ready ({seconds:.0f} s). Open one of:")
    for link in address.links():
        say(f"  {link}")
    if home.passwords.exists():
        say(f"\nDemo accounts (also in {home.passwords}):")
        say(home.passwords.read_text(encoding="utf-8").rstrip())
    say(f"\nLogs: {home.logs}")
    if address.bind == addresses.EVERYWHERE:
        say("Everybody on this network can reach it. VSRISK_BIND=127.0.0.1 keeps it to yourself.")
    say("Ctrl-C stops everything.")


def _require_space(home: Home) -> None:
    free = shutil.disk_usage(home.folder).free
    if free < LEAST_FREE_BYTES:
        raise CannotGoOn(
            f"The disk of {home.folder} has only {free // 1_000_000} MB left; vsrisk wants "
            f"{LEAST_FREE_BYTES // 1_000_000} MB. Free some, or set VSRISK_HOME to another disk."
        )
