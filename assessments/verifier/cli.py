"""`vsrisk-verify`: check the bundle of a signed revision, without the application."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from assessments.verifier import checking
from assessments.verifier.checking import Engine, Trust, Verdict

ABOUT = """\
Check that a bundle is what was signed: by whom, in which role and order, that nothing was
altered, removed or rolled back. Exit code 0: every rule holds. 1: refused; the last line
says why.
"""


def main(arguments: Sequence[str]) -> int:
    """Check one bundle; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        content = asked.bundle.read_bytes()
        trust = Trust(
            keys=tuple(map(_key, asked.trust)),
            kept=tuple(path.read_bytes() for path in asked.kept),
            engine=engine(),
            every=asked.all,
        )
    except OSError as error:
        _say(f"REFUSED  {error.filename}: {error.strerror}")
        return 1
    verdict = checking.verify(content, trust)
    _say(told(verdict))
    return 0 if verdict.is_genuine else 1


def told(verdict: Verdict) -> str:
    """Return what was looked at, one line for each step, and the outcome."""
    lines = [
        f"{'OK     ' if step.holds else 'REFUSED'}  {step.title}: {step.words}"
        for step in verdict.steps
    ]
    outcome = "GENUINE: every rule holds." if verdict.is_genuine else "NOT GENUINE."
    return "\n".join([*lines, outcome])


def engine() -> Engine | None:
    """Return what computes levels again, when the application's code is at hand."""
    try:
        module = importlib.import_module("assessments.reports.reperformed")
    except ImportError:
        return None
    found: Engine = module.differences
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "vsrisk-verify", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path, help="the file <key>_r<n>.vsrisk.zip")
    parser.add_argument(
        *("--trust", "-t"),
        action="append",
        default=[],
        metavar="KEY",
        help="the ledger key that you kept, or a file that holds it; may be given several times",
    )
    parser.add_argument(
        *("--kept", "-k"),
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a checkpoint that you kept, from a receipt or an older bundle",
    )
    parser.add_argument(
        "--all", action="store_true", help="verify the sign-offs of other assessments too"
    )
    return parser


def _key(given: str) -> str:
    return given if "+" in given else Path(given).read_text(encoding="utf-8").strip()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
