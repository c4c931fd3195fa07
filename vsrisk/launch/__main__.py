"""The launcher's command line: `python3 run.py up`, or `make run`."""

import importlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from vsrisk.launch import environment
from vsrisk.launch.problems import CannotGoOn, say


@dataclass(frozen=True, slots=True)
class Command:
    """What a word on the command line does, and which packages that needs."""

    help: str
    group: str
    module: str | None = None  # loaded only when its packages are there
    function: str = "main"


COMMANDS = {
    "up": Command("start everything and print the address (make run)", "run", "up"),
    "setup": Command("prepare .venv alone", "dev"),
    "test": Command(
        "lint and test; --no-lint, --server-rooms; the rest goes to pytest", "dev", "testing"
    ),
    "bench": Command("measure; arguments go to pytest", "dev", "testing", "bench"),
    "lint": Command("check form, types, floors, templates, settings", "dev", "linting"),
    "fix": Command("mend what tools can mend", "dev", "linting", "fix"),
    "manage": Command("manage.py of the installation that `up` runs", "run", "managing"),
    "lock": Command("resolve the lock files anew; arguments go to uv", "dev", "relocking"),
    "secrets": Command("make the secrets for docker-compose.yml", "run", "credentials"),
}


def main(arguments: Sequence[str]) -> int:
    """Prepare `.venv`, go on under its Python, and do as told."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        return _usage(asked=arguments[:1] in (["-h"], ["--help"], ["help"]))
    try:
        environment.prepare(command.group)
        if command.module is None:
            say(f"Ready: {environment.FOLDER}")
            return 0
        environment.enter()
        module = importlib.import_module(f"vsrisk.launch.{command.module}")
        return int(getattr(module, command.function)(arguments[1:]))
    except CannotGoOn as problem:
        say(f"\n{problem}")
    except subprocess.SubprocessError as error:
        say(f"\n{error}")
    except KeyboardInterrupt:
        say("\nStopped.")
    return 1


def _usage(*, asked: bool) -> int:
    say("usage: python3 run.py COMMAND [ARGUMENT ...]\n")
    for name, command in COMMANDS.items():
        say(f"  {name:8} {command.help}")
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
