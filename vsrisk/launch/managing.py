"""`python3 run.py manage …`: Django's command line for the installation that `up` runs."""

import os
from collections.abc import Sequence

from vsrisk.launch import home as homes
from vsrisk.launch.application import bare_environment, of_notary, remembered
from vsrisk.launch.environment import PYTHON
from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.problems import CannotGoOn


def main(arguments: Sequence[str]) -> int:
    """Become manage.py, with the environment of the running installation."""
    home = homes.default()
    env = remembered(home)
    if not env:
        raise CannotGoOn(f"vsrisk was never started on {home.folder}: `make run` first.")
    if "notary" in arguments[:1]:
        env = of_notary(home, env)
    command = [str(PYTHON), str(REPOSITORY / "manage.py"), *arguments]
    os.execve(PYTHON, command, bare_environment() | env)  # noqa: S606  no shell wanted
