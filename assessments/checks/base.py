"""What a check says: evidence, findings and one of three outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from assessments.estate import Ref

Result = Literal["pass", "finding", "not_assessable"]
Severity = Literal["info", "low", "medium", "high"]
Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cell that a finding rests on; `row` counts as a person does, the header being 1."""

    sheet: str
    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One object that a check complains about.

    `label` names it as people do: virtual machines by VM ID, snapshots as
    vm-id/name, all else by name. `detail` holds the parameters of the message.
    """

    code: str
    ref: Ref | None
    label: str
    severity: Severity
    evidence: tuple[Evidence, ...]
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """
    What became of one check.

    `considered` counts the objects looked at, `unjudged` those of them whose
    data was blank. `reason` says in words why nothing, or not all, could be
    judged; it is empty when everything was.
    """

    code: str
    result: Result
    considered: int
    findings: tuple[Finding, ...]
    reason: str
    unjudged: int = 0


@dataclass(slots=True)
class Tally:
    """
    The working sheet of one rule while it walks the estate.

    `saw` counts an object and answers whether it deserves a finding: True is a
    finding, False is none, None could not be judged. `refusal`, when set, says
    why the rule as a whole could not be judged.
    """

    code: str
    severity: Severity
    considered: int = 0
    unjudged: int = 0
    refusal: str = ""
    findings: list[Finding] = field(default_factory=list)

    def saw(self, found: bool | None) -> bool:  # noqa: FBT001 - the verdict is the argument
        """Count one object; True when a finding is due."""
        self.considered += 1
        if found is None:
            self.unjudged += 1
        return found is True

    def add(
        self,
        ref: Ref | None,
        label: str,
        *evidence: Evidence | None,
        severity: Severity | None = None,
        **detail: str | int,
    ) -> None:
        """Write down one finding with the cells that are there."""
        cells = tuple(cell for cell in evidence if cell is not None)
        self.findings.append(
            Finding(self.code, ref, label, severity or self.severity, cells, detail)
        )

    def result(self) -> CheckResult:
        """Close the sheet: not assessable when nothing at all could be judged."""
        found = tuple(self.findings)
        judged = self.considered - self.unjudged
        reason = self.refusal
        outcome: Result = "finding" if found else "pass"
        if not reason and self.unjudged:
            reason = f"{self.unjudged} of {self.considered} could not be judged: no usable data"
        if not found and (self.refusal or (self.considered and not judged)):
            outcome = "not_assessable"
        return CheckResult(
            self.code, outcome, self.considered, found, reason, unjudged=self.unjudged
        )


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """
    A check: its code, what it needs from the file, and how it judges.

    `needs` holds neutral fields ("vm.secure_boot"); alternatives are written
    "vm.changed_at|vm.created_at". "as_of" asks for the date of the export.
    """

    code: str
    needs: tuple[str, ...]
    judge: Callable[[Subject, Tally], None]
