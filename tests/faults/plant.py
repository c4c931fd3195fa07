"""The product under its own supervisor, on a database and a broker that tests may kill."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import redis
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from assessments.actions import sealing
from assessments.custody.notary import Notary
from assessments.jobs import Job
from vsrisk import env as environment
from vsrisk.launch import processes
from vsrisk.launch.application import SERVICES, bare_environment, service
from vsrisk.launch.home import Home
from vsrisk.launch.postgres import DATABASE, SUPERUSER
from vsrisk.launch.servers import Servers, private_servers
from vsrisk.launch.supervisor import FIRST_PAUSE, TICK, Supervisor

SILENT_SECONDS = 3
PART_ROWS = 400  # more than the risks of the hospital's draft: only larger registers are shared
PART_RISKS = 2  # estimated risks, for simulations to be shared
PATIENCE = 60.0
PARSER = "assessments.importers.child"
ALIASES = {"default": "VSRISK_DATABASE_URL", "owner": "VSRISK_DATABASE_OWNER_URL"}
WHERE = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


@dataclass
class Plant:
    """Web server, worker, notary and sweep of one installation, kept running as `make run` does."""

    servers: Servers
    home: Home
    env: dict[str, str]
    supervisor: Supervisor = field(default_factory=Supervisor)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.env['VSRISK_PORT']}"

    @property
    def uploads(self) -> Path:
        return self.home.data / "uploads"

    @property
    def worker(self) -> int:
        """Return the process id of the worker's main process, which is its group's too."""
        return self.pid("worker")

    def pid(self, name: str) -> int:
        return int(self._service(name).process.pid)

    def log(self, name: str) -> str:
        return (self.home.logs / f"{name}.log").read_text(errors="replace")

    def kill(self, name: str) -> None:
        """End a service with all its children, as a power cut would; the supervisor comes back."""
        self.steady()
        os.killpg(self.pid(name), signal.SIGKILL)

    def kill_worker(self) -> None:
        self.kill("worker")

    def steady(self) -> None:
        """Forget earlier deaths, after which the supervisor would wait longer and longer."""
        for each in self.supervisor.services:
            each.pause = FIRST_PAUSE

    def crash_database(self) -> None:
        """End the database at once, in the middle of whatever it does."""
        self.servers.postgres.stop(signal.SIGQUIT)
        for alias in ALIASES:
            connections[alias].close()

    @contextlib.contextmanager
    def held(self, table: str) -> Iterator[None]:
        """Let nobody read or write a table for a while, so that work stands still there."""
        with self.as_superuser() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield

    @contextlib.contextmanager
    def as_superuser(self) -> Iterator[Any]:
        line = psycopg2.connect(
            host=str(self.servers.postgres.sockets), user=SUPERUSER, dbname=DATABASE
        )
        with contextlib.closing(line):  # what it did is undone
            yield line.cursor()

    def waiting(self) -> int:
        """Count the sessions that wait for a lock."""
        with self.as_superuser() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = %s",
                [DATABASE],
            )
            return int(cursor.fetchone()[0])

    def unfinished(self) -> int:
        """Count the rings that wait or that a worker, dead or alive, has not acknowledged."""
        with redis.Redis(unix_socket_path=str(self.servers.valkey.socket)) as broker:
            return int(broker.llen("vsrisk")) + int(broker.hlen("unacked"))

    def waiting_rings(self) -> int:
        """Count the rings that no worker has taken yet."""
        with redis.Redis(unix_socket_path=str(self.servers.valkey.socket)) as broker:
            return int(broker.llen("vsrisk"))

    def ring(self, *runs: int) -> None:
        """Send rings past the product, as a broker does that delivers twice or late."""
        with Celery("ringer", broker=self.servers.valkey.url, set_as_current=False) as ringer:
            for run in runs:
                ringer.send_task(Job.RUN, kwargs={"run_id": run}, queue="vsrisk")

    @contextlib.contextmanager
    def pointed(self) -> Iterator[None]:
        """Let this process use the database and the folders of the plant."""
        before = {alias: dict(connections[alias].settings_dict) for alias in ALIASES}
        folders = settings.UPLOAD_DIR, settings.EVIDENCE_DIR
        self._point({alias: environment_of(self.env[url]) for alias, url in ALIASES.items()})
        settings.UPLOAD_DIR = self.uploads
        settings.EVIDENCE_DIR = self.home.data / "evidence"
        try:
            yield
        finally:
            settings.UPLOAD_DIR, settings.EVIDENCE_DIR = folders
            self._point(before)

    def _point(self, there: dict[str, dict[str, object]]) -> None:
        for alias, found in there.items():
            connections[alias].close()
            for name in WHERE:
                connections[alias].settings_dict[name] = found[name]
                settings.DATABASES[alias][name] = found[name]

    def _service(self, name: str) -> Any:
        return next(each for each in self.supervisor.services if each.name == name)


def environment_of(url: str) -> dict[str, object]:
    with contextlib.ExitStack() as stack:
        os.environ["VSRISK_PLANT_URL"] = url
        stack.callback(os.environ.pop, "VSRISK_PLANT_URL")
        return environment.database("VSRISK_PLANT_URL")


@contextlib.contextmanager
def built(folder: Path) -> Iterator[Plant]:
    """Start servers that keep what they said they kept, and migrate; no service runs yet."""
    with private_servers(durable=True) as servers:
        home = Home(folder)
        home.make()
        temporary = folder / "tmp"
        temporary.mkdir(mode=0o700)
        env = bare_environment() | {
            "VSRISK_SECRET_KEY": os.environ["VSRISK_SECRET_KEY"],
            "VSRISK_ALLOWED_HOSTS": "127.0.0.1",
            "VSRISK_DATA_DIR": str(home.data),
            "VSRISK_STATIC_ROOT": str(home.static),
            "VSRISK_BIND": "127.0.0.1",
            "VSRISK_PORT": str(_free_port()),
            "VSRISK_WEB_PROCESSES": "1",
            "VSRISK_RUN_SILENT_SECONDS": str(SILENT_SECONDS),
            "VSRISK_SWEEP_SECONDS": "1",
            "VSRISK_MAIL_HOST": "127.0.0.1",
            "VSRISK_MAIL_PORT": str(_free_port()),  # nobody listens unless a test does
            "VSRISK_SCORE_PART_ROWS": str(PART_ROWS),
            "VSRISK_LOSS_PART_RISKS": str(PART_RISKS),
            "TMPDIR": str(temporary),
            **servers.urls(),
        }
        plant = Plant(servers, home, env)
        with plant.pointed():
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            call_command("grant_application", database="owner", verbosity=0, stdout=_Silence())
            sealing.introduce(Notary.make(home.notary), host="vsrisk.example", at=timezone.now())
        yield plant


@contextlib.contextmanager
def running(plant: Plant) -> Iterator[None]:
    """Keep all services running."""
    over = threading.Event()
    for name in SERVICES:
        plant.supervisor.add(service(name, plant.home, plant.env))
    watcher = threading.Thread(target=_look_after, args=(plant.supervisor, over))
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        for each in plant.supervisor.services:
            processes.kill_group(each.process)
        plant.servers.postgres.kill()  # nobody keeps what is there, so nothing stops in order
        plant.servers.valkey.kill()


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait for a condition and return what it says, which is falsy when it never came true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def parser_of(worker: int | None) -> int | None:
    """Return the process that reads a file for a worker's child."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if PARSER in (folder / "cmdline").read_text() and parent(int(folder.name)) == worker:
                return int(folder.name)
    return None


def descendants(pid: int) -> list[int]:
    """Return a process and its children."""
    found = [pid]
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if parent(int(folder.name)) == pid:
                found.append(int(folder.name))
    return found


def parent(pid: int) -> int:
    return int(_status(pid)[1])


def is_alive(pid: int) -> bool:
    try:
        return _status(pid)[0] != "Z"
    except OSError:
        return False


def _status(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _look_after(supervisor: Supervisor, over: threading.Event) -> None:
    while not over.wait(TICK):
        for each in supervisor.services:
            each.look_after()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Silence:
    def write(self, _words: str) -> None:
        """Say nothing."""
