"""The application's own programs: how each is started, and with which environment."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from vsrisk.launch import processes
from vsrisk.launch.addresses import Address
from vsrisk.launch.environment import PYTHON, tool_environment
from vsrisk.launch.home import REPOSITORY, Home, write_private
from vsrisk.launch.supervisor import Service

WEB = (str(PYTHON), "-m", "gunicorn", "--config", "deploy/gunicorn.py", "vsrisk.wsgi:application")
WORKER = (
    *(str(PYTHON), "-m", "celery", "--app", "vsrisk", "worker", "--loglevel", "WARNING"),
    *("--concurrency", "2", "--without-gossip", "--without-mingle"),
)
NOTARY = (
    *(str(PYTHON), "-m", "celery", "--app", "vsrisk", "worker", "--loglevel", "WARNING"),
    *("--pool", "solo", "--queues", "notary", "--hostname", "notary@%h"),
    *("--without-gossip", "--without-mingle"),
)
SWEEP = (str(PYTHON), "manage.py", "sweep", "--forever")
COMMANDS = REPOSITORY / "assessments" / "management" / "commands"


def environment(home: Home, address: Address, urls: Mapping[str, str]) -> dict[str, str]:
    """
    Return the environment of all our programs.

    What the person who started us has set wins, and the servers' addresses
    among it are already in *urls*.
    """
    hosts = address.hosts()
    defaults = {
        "VSRISK_SECRET_KEY": home.secret_key(),
        "VSRISK_ALLOWED_HOSTS": ",".join(hosts),
        "VSRISK_DATA_DIR": str(home.data),
        "VSRISK_STATIC_ROOT": str(home.static),
        "VSRISK_LEDGER_HOST": socket.gethostname(),
        "VSRISK_BIND": address.bind,
        "VSRISK_PORT": str(address.port),
    }
    if "VSRISK_SECRET_KEY_FILE" in os.environ:
        del defaults["VSRISK_SECRET_KEY"]
    return bare_environment() | {
        **{name: value for name, value in defaults.items() if name not in os.environ},
        **urls,
    }


def bare_environment() -> dict[str, str]:
    """Return our own environment without what would mislead a Python program of ours."""
    kept = tool_environment() | {"PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": SETTINGS}
    return kept | {"PATH": f"{PYTHON.parent}:{os.environ.get('PATH', '/usr/bin:/bin')}"}


SETTINGS = "vsrisk.settings"


def remember(home: Home, env: Mapping[str, str]) -> None:
    """Keep the variables that matter, so that `run.py manage` finds the same installation."""
    ours = {name: value for name, value in env.items() if name.startswith("VSRISK_")}
    write_private(home.environment, json.dumps(ours, indent=1))


def remembered(home: Home) -> dict[str, str]:
    """Return what was kept; empty when vsrisk was never started here."""
    try:
        kept = json.loads(home.environment.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(value) for name, value in kept.items()}


def has_command(name: str) -> bool:
    """Say whether manage.py knows a command of ours."""
    return (COMMANDS / f"{name}.py").exists()


def manage(env: Mapping[str, str], *arguments: str, what: str) -> str:
    """Run one command of manage.py to its end and return what it said."""
    command = [str(PYTHON), "manage.py", *arguments]
    return processes.run(command, what=what, env=env, cwd=REPOSITORY)


def of_notary(home: Home, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the one program that knows where the ledger key is."""
    return {"VSRISK_NOTARY_DIR": str(home.notary)} | dict(env)


def service(name: str, home: Home, env: Mapping[str, str]) -> Service:
    """Return one of the services that always run."""
    command, patience, last_signal = SERVICES[name]
    log = home.logs / f"{name}.log"
    if name == "notary":
        env = of_notary(home, env)

    def spawn() -> subprocess.Popen[bytes]:
        return processes.spawn(command, log=log, env=env, cwd=REPOSITORY, last_signal=last_signal)

    return Service(name, spawn, patience=patience)


SERVICES: Mapping[str, tuple[Sequence[str], float, signal.Signals]] = {
    # A worker whose broker and database go with the launcher may wait for its own children for
    # ever. Nothing is lost by ending it at once: the sweep rings again for every unfinished run.
    "worker": (WORKER, 30.0, signal.SIGKILL),
    "notary": (NOTARY, 10.0, signal.SIGKILL),
    "sweep": (SWEEP, 5.0, signal.SIGTERM),
    "web": (WEB, 15.0, signal.SIGTERM),
}


def shorten(log: Path, *, beyond: int = 5_000_000) -> None:
    """Set a log aside that has grown long; one older one is kept."""
    if log.exists() and log.stat().st_size > beyond:
        log.replace(log.with_suffix(".log.1"))
