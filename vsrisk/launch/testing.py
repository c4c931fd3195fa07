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

GROUND = (  # floors 0 and 1: plain Python, tested without any server
    "scoring",
    "estate",
    "catalogue",
    "importers",
    "checks",
    "reports",
    "charts",
    "synthesis",
    "custody",
    "verifier",
)
COVERED = (*GROUND, "models")  # floors 0 to 2: no line and no branch goes untested
OWN_SERVERS = ("launch", "house", "faults")  # rooms that start servers of their own, or none
CHOOSING = ("-k", "-m", "--lf", "--last-failed", "--cov")  # the caller picks what runs or counts
URLS = ("VSRISK_DATABASE_URL", "VSRISK_DATABASE_OWNER_URL", "VSRISK_REDIS_URL")


def main(arguments: Sequence[str]) -> int:
    """Lint, then run the tests in parallel; what is left of the arguments goes to pytest."""
    parser = argparse.ArgumentParser(prog="run.py test", add_help=False, allow_abbrev=False)
    parser.add_argument("--no-lint", action="store_true")
    parser.add_argument("--server-rooms", action="store_true")
    options, for_pytest = parser.parse_known_args(list(arguments))
    for_pytest = [argument for argument in for_pytest if argument != "--"]
    if not options.no_lint and linting.main([]):
        return 1
    return _pytest(calls(for_pytest, server_rooms=options.server_rooms))


def calls(for_pytest: Sequence[str], *, server_rooms: bool = False) -> list[list[str]]:
    """
    Return the arguments of each call of pytest.

    The whole suite is two: the rooms of floors 0 to 2, where all must be covered, then all
    others. What the caller chooses is one, and so are the rooms that use the servers given.
    """
    common = ["--numprocesses", "auto", "--dist", "loadfile", *for_pytest]
    if server_rooms:
        return [[*_without((*GROUND, *OWN_SERVERS)), *common]]
    if any(map(_chooses, for_pytest)):
        return [common]
    packages = [f"--cov=assessments.{room}" for room in COVERED]
    report = "--cov-report=term-missing:skip-covered"
    return [[*_rooms(COVERED), *packages, report, *common], [*_without(COVERED), *common]]


def _chooses(argument: str) -> bool:
    is_path = (REPOSITORY / argument.partition("::")[0]).exists()
    return argument.startswith(CHOOSING) or (is_path and not argument.startswith("-"))


def _rooms(names: Sequence[str]) -> list[str]:
    return [f"tests/{name}" for name in names if (REPOSITORY / "tests" / name).is_dir()]


def _without(names: Sequence[str]) -> list[str]:
    return [f"--ignore={room}" for room in _rooms(names)]


def bench(arguments: Sequence[str]) -> int:
    """Run the measurements, one after another, and show their figures."""
    return _pytest([["tests/bench", "--numprocesses", "0", "--capture", "no", *arguments]])


def _pytest(wanted: Sequence[Sequence[str]]) -> int:
    with plainly(), stoppable(), _servers() as urls, _folder() as data:
        env = {**_environment(), **urls, **data}
        return in_turn([[str(PYTHON), "-m", "pytest", *each] for each in wanted], env)


def in_turn(commands: Sequence[Sequence[str]], env: Mapping[str, str]) -> int:
    """Run the commands until one fails; return its exit code, or 0."""
    for command in commands:
        code = subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode
        if code:
            return code
    return 0


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
        yield {
            "VSRISK_DATA_DIR": folder,
            "VSRISK_STATIC_ROOT": f"{folder}/static",
            "COVERAGE_FILE": f"{folder}/coverage",
        }


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
