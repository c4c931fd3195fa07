"""`make test` and `make bench`: lint, then the tests on servers of their own."""

import argparse
import contextlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from vsrisk.launch import linting
from vsrisk.launch.application import bare_environment
from vsrisk.launch.environment import PYTHON
from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.problems import CannotGoOn, plainly, say
from vsrisk.launch.servers import private_servers
from vsrisk.launch.supervisor import stoppable

URLS = ("VSRISK_DATABASE_URL", "VSRISK_DATABASE_OWNER_URL", "VSRISK_REDIS_URL")


def main(arguments: Sequence[str]) -> int:
    """Lint, then run the tests in parallel; what is left of the arguments goes to pytest."""
    parser = argparse.ArgumentParser(prog="run.py test", add_help=False)
    parser.add_argument("--no-lint", action="store_true")
    options, for_pytest = parser.parse_known_args(list(arguments))
    for_pytest = [argument for argument in for_pytest if argument != "--"]
    if not options.no_lint and linting.main([]):
        return 1
    return _pytest(["--numprocesses", "auto", "--dist", "loadfile", *for_pytest])


def bench(arguments: Sequence[str]) -> int:
    """Run the measurements, one after another, and show their figures."""
    return _pytest(["tests/bench", "--numprocesses", "0", "--capture", "no", *arguments])


def _pytest(arguments: Sequence[str]) -> int:
    with plainly(), stoppable(), _servers() as urls, _folder() as data:
        env = {**_environment(), **urls, **data}
        command = [str(PYTHON), "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode


@contextlib.contextmanager
def _servers() -> Iterator[Mapping[str, str]]:
    """Use the servers that the environment names, all three or none; else start our own."""
    named = {name: os.environ[name] for name in URLS if os.environ.get(name)}
    if named and len(named) < len(URLS):
        missing = ", ".join(name for name in URLS if name not in named)
        raise CannotGoOn(f"The tests need all three addresses or none; missing: {missing}.")
    if named:
        say("Testing on the servers that the environment names.")
        yield named
        return
    with private_servers() as servers:
        yield servers.urls()


@contextlib.contextmanager
def _folder() -> Iterator[Mapping[str, str]]:
    with tempfile.TemporaryDirectory(prefix="vsrisk-test-") as folder:
        yield {"VSRISK_DATA_DIR": folder, "VSRISK_STATIC_ROOT": f"{folder}/static"}


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in bare_environment().items()
        if not name.startswith("VSRISK_") or name in _FOR_TESTS
    }
    return kept | {"VSRISK_SECRET_KEY": secrets.token_urlsafe(48)}


_FOR_TESTS = frozenset(
    {"VSRISK_REQUIRE_BROWSER", "VSRISK_BROWSER", "VSRISK_SCREENSHOTS", "VSRISK_SERVERS_USER"}
)
