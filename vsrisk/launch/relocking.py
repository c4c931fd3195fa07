"""Write the lock files anew."""

from collections.abc import Sequence

from vsrisk.launch import locks
from vsrisk.launch.environment import tool_environment, uv
from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.problems import CannotGoOn, say
from vsrisk.launch.processes import run


def main(arguments: Sequence[str]) -> int:
    """
    Resolve every lock file from pyproject.toml; needs uv and a package index.

    Arguments go to uv: `--upgrade`, `--upgrade-package django`.
    """
    for name, groups in locks.GROUPS.items():
        options = [option for group in groups for option in ("--group", group)]
        same = () if name == locks.WIDEST else ("--constraint", f"requirements/{locks.WIDEST}.txt")
        _compile(name, ["pyproject.toml", *options, *same, *arguments])
    wanted = locks.FOLDER / ".installer.in"
    try:
        wanted.write_text(f"{locks.INSTALLER}\n", encoding="utf-8")
        _compile(
            locks.BOOTSTRAP, [str(wanted.relative_to(REPOSITORY)), "--no-annotate", *arguments]
        )
    finally:
        wanted.unlink(missing_ok=True)
    return 0


def _compile(name: str, arguments: list[str]) -> None:
    installer = uv()
    if installer is None:
        raise CannotGoOn("Lock files are made by uv: `python3 run.py setup` first.")
    say(f"Resolving {name} …")
    target = locks.path(name)
    target.touch()
    run(
        [
            *(installer, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-header", "--output-file", str(target), *arguments),
        ],
        what=f"Resolving {name}",
        env=tool_environment(),
        cwd=REPOSITORY,
    )
    text = locks.HEADER.sub("", target.read_text(encoding="utf-8"))
    target.write_text(f"# inputs: sha256:{locks.inputs(name)}\n{text}", encoding="utf-8")
