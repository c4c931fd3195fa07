"""What each check means: vulnerabilities, checklist items, severity, unit, words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from assessments.checks.base import Severity
from assessments.checks.parameters import LABELS

TABLE = Path(__file__).parent / "bindings.toml"
EvidenceKind = Literal["direct", "proxy", "two exports"]


class BadBinding(ValueError):
    """A row of the table of bindings is not in the form that is read."""


@dataclass(frozen=True, slots=True)
class Binding:
    """
    One check's row.

    `unit` is what the check counts; `parameter` names the threshold that moves
    it, None when there is none.
    """

    code: str
    title: str
    explanation: str
    severity: Severity
    unit: str
    evidence: EvidenceKind
    vulnerabilities: tuple[str, ...]
    items: tuple[str, ...]
    parameter: str | None = None


@cache
def bindings() -> Mapping[str, Binding]:
    """The bindings that ship with the product, by code."""
    return parse(TABLE.read_text(encoding="utf-8"))


def parse(text: str) -> Mapping[str, Binding]:
    """
    Read a table of bindings.

    Raises:
        BadBinding: unknown or missing key, severity, evidence or parameter.
    """
    return {code: _binding(code, row) for code, row in tomllib.loads(text).items()}


def _binding(code: str, row: Mapping[str, object]) -> Binding:
    allowed = {item.name for item in fields(Binding)} - {"code"}
    if set(row) - allowed or allowed - set(row) - {"parameter"}:
        raise BadBinding(f"{code}: the keys must be {', '.join(sorted(allowed))}")
    if row["severity"] not in get_args(Severity) or row["evidence"] not in get_args(EvidenceKind):
        raise BadBinding(f"{code}: unknown severity or evidence")
    if row.get("parameter", "snapshot_days") not in LABELS:
        raise BadBinding(f"{code}: unknown parameter {row['parameter']!r}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Binding(code=code, **values)  # type: ignore[arg-type]  # checked above, key by key
