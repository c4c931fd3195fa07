"""The product as people use it: its services as processes, on a clone of the database."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from vsrisk.launch.application import NOTARY, SWEEP, WEB, WORKER, bare_environment

SERVICES = {"web": WEB, "worker": WORKER, "notary": NOTARY, "sweep": SWEEP}
ROOT = Path(__file__).parents[2]
PATIENCE = 180.0


@dataclass(frozen=True)
class Site:
    """A running product."""

    address: str
    database: str
    folder: Path
    env: dict[str, str]

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextlib.contextmanager
def running(database: str, folder: Path, place: int) -> Iterator[Site]:
    """
    Start the services on *database*; end them afterwards.

    Args:
        database: name of a migrated database.
        folder: for files and logs.
        place: keeps the brokers of runs apart that happen at once.
    """
    port = _free_port()
    env = _environment(database, folder, place, port)
    subprocess.run(
        [*_manage(), "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env=env,
        check=True,
        timeout=PATIENCE,
    )
    subprocess.run([*_manage(), "notary"], cwd=ROOT, env=env, check=True, timeout=PATIENCE)
    started = [_start(name, command, folder, env) for name, command in SERVICES.items()]
    site = Site(f"http://localhost:{port}", database, folder, env)
    try:
        _wait_for(site)
        yield site
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(
    name: str, command: tuple[str, ...], folder: Path, env: dict[str, str]
) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
        )


def _environment(database: str, folder: Path, place: int, port: int) -> dict[str, str]:
    return bare_environment() | {
        "VSRISK_SECRET_KEY": os.environ["VSRISK_SECRET_KEY"],
        "VSRISK_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "VSRISK_DATABASE_URL": _on(os.environ["VSRISK_DATABASE_URL"], database),
        "VSRISK_DATABASE_OWNER_URL": _on(os.environ["VSRISK_DATABASE_OWNER_URL"], database),
        "VSRISK_REDIS_URL": _numbered(os.environ["VSRISK_REDIS_URL"], 1 + place),
        "VSRISK_DATA_DIR": str(folder / "data"),
        "VSRISK_STATIC_ROOT": str(folder / "static"),
        "VSRISK_BIND": "127.0.0.1",
        "VSRISK_SIGNING_KEY_COST": "10",
        "VSRISK_PORT": str(port),
    }


def _on(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _numbered(url: str, further: int) -> str:
    """Return the address of another database of the same broker, by TCP or by socket."""
    broker = urlsplit(url)
    if broker.scheme == "redis+socket":
        number = int(dict(parse_qsl(broker.query)).get("virtual_host", 0))
        return f"redis+socket://{broker.path}?virtual_host={(number + further) % 16}"
    number = int(broker.path.strip("/") or 0)
    return urlunsplit(broker._replace(path=f"/{(number + further) % 16}"))


def _manage() -> tuple[str, ...]:
    return SWEEP[:2]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(site: Site) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(site.url("/readyz"), timeout=5).close()
            return
        time.sleep(0.2)
    raise TimeoutError(f"the web server does not answer: {site.log('web')}")
