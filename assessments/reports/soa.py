"""A statement of applicability by control number, for reuse with ISO/IEC 27001:2022."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessments.reports.document import Document
from assessments.reports.judgements import Answer, Evidence, number_of
from assessments.reports.register_table import table

HEAD = (
    *("control", "applicable", "justification", "implementation"),
    *("items", "answers", "risks", "evidence"),
)
UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Row:
    """One control of ISO/IEC 27001:2022, Annex A, and what the checklist says of it."""

    control: str  # "A.8.13"
    applicable: str  # yes, no, or partly: some items of it do not apply
    justification: str
    implementation: str  # implemented, partly, not_implemented or unanswered
    items: str
    answers: str
    risks: str
    evidence: str

    def cells(self) -> tuple[str, ...]:
        """Return the row in the order of `HEAD`."""
        return tuple(str(getattr(self, name)) for name in HEAD)


def rows_of(document: Document, controls: Mapping[str, Iterable[str]]) -> Iterator[Row]:
    """
    Yield a row for each control that an item of *document* is mapped to, in their order.

    Controls without any item are left out: this assessment says nothing of them.

    Args:
        document: the frozen document.
        controls: numbers of ISO/IEC 27002:2022 ("8.13") by the code of the checklist item.
    """
    by_control: dict[str, list[str]] = {}
    for item in document.items:
        for number in controls.get(item.code, ()):
            by_control.setdefault(number, []).append(item.code)
    around = _Around.of(document)
    for number in sorted(by_control, key=_order):
        yield _row(f"A.{number}", sorted(by_control[number]), around)


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return rows as CSV, safe to open in a spreadsheet."""
    return table(HEAD, (row.cells() for row in rows))


@dataclass(frozen=True, slots=True)
class _Around:
    answers: Mapping[str, list[Answer]]
    risks: Mapping[str, list[str]]
    evidence: Mapping[str, list[Evidence]]

    @classmethod
    def of(cls, document: Document) -> "_Around":
        answers: dict[str, list[Answer]] = {}
        risks: dict[str, list[str]] = {}
        evidence: dict[str, list[Evidence]] = {}
        for answer in document.answers:
            answers.setdefault(answer.item, []).append(answer)
        for risk in document.risks:
            for one in risk.credits:
                risks.setdefault(one.item, []).append(risk.key)
        for file in document.evidence:
            if file.item:
                evidence.setdefault(file.item, []).append(file)
        return cls(answers, risks, evidence)


def _row(control: str, items: list[str], around: _Around) -> Row:
    answers = [one for item in items for one in around.answers.get(item, ())]
    excluded = [one for one in answers if one.state == "not_applicable"]
    risks = {key for item in items for key in around.risks.get(item, ())}
    files = {one.sha256: one.name for item in items for one in around.evidence.get(item, ())}
    return Row(
        control=control,
        applicable=_applicable(items, answers, excluded),
        justification="; ".join(f"{one.item}: {one.reason}" for one in excluded)
        or _why(len(risks)),
        implementation=_implementation(items, answers),
        items=", ".join(items),
        answers="; ".join(
            f"{one.item} {one.group or 'everywhere'}: {one.state}" for one in answers
        ),
        risks=", ".join(sorted(risks, key=number_of)),
        evidence="; ".join(f"{name} (SHA-256 {sha})" for sha, name in sorted(files.items())),
    )


def _applicable(items: list[str], answers: list[Answer], excluded: list[Answer]) -> str:
    if not excluded:
        return "yes"
    answered = {one.item for one in answers}
    is_all = len(excluded) == len(answers) and answered == set(items)
    return "no" if is_all else "partly"


def _why(risks: int) -> str:
    return f"treats {risks} risks of this assessment" if risks else "asked by the checklist"


def _implementation(items: list[str], answers: list[Answer]) -> str:
    states = {one.state for one in answers if one.state != "not_applicable"}
    is_whole = {one.item for one in answers} == set(items)
    if not states:
        return UNANSWERED if not is_whole else "not_applicable"
    if states == {"implemented"} and is_whole:
        return "implemented"
    return "not_implemented" if states == {"not_implemented"} else "partly"


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
