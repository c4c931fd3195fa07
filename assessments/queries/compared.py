"""What changed from one revision to the next, in words: by part, row and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.queries import labels
from assessments.queries.telling import FIELDS, said
from assessments.queries.words import STATES, word
from assessments.reports.difference import MANY, Change, Difference
from assessments.reports.document import Document

PARTS = {
    "organisation": gettext_lazy("Organisation"),
    "assessment": gettext_lazy("Scope, context and team"),
    "criteria": gettext_lazy("Criteria and method"),
    "edition": gettext_lazy("Edition of the catalogue"),
    "people": gettext_lazy("People"),
    "imports": gettext_lazy("Inventory files"),
    "domains": gettext_lazy("Information domains"),
    "groups": gettext_lazy("Subjects"),
    "assets": gettext_lazy("Assets"),
    "edges": gettext_lazy("Dependencies"),
    "checks": gettext_lazy("Checks"),
    "findings": gettext_lazy("Findings"),
    "risks": gettext_lazy("Risks"),
    "actions": gettext_lazy("Treatment plan"),
    "items": gettext_lazy("Checklist items"),
    "answers": gettext_lazy("Answers"),
    "evidence": gettext_lazy("Evidence"),
    "settlements": gettext_lazy("Contradictions explained"),
    "exposures": gettext_lazy("Exposures"),
    "phases": gettext_lazy("Phases"),
    "loss_estimates": gettext_lazy("Estimates of losses"),
    "domain_estimates": gettext_lazy("What domains lose"),
    "loss_results": gettext_lazy("Simulated losses"),
}
FIRST = ("risks", "actions", "answers", "domains", "evidence", "assessment", "criteria")
WORDS = {
    **FIELDS,
    "acceptance": gettext_lazy("Acceptance"),
    "answered": gettext_lazy("Items answered"),
    "credit": gettext_lazy("Credit"),
    "judged": gettext_lazy("Judged"),
    "level": gettext_lazy("Level"),
    "override": gettext_lazy("Override"),
    "proposed": gettext_lazy("Proposed"),
    "revision_reason": gettext_lazy("Why it was opened"),
    "scope_in": gettext_lazy("In scope"),
    "scope_out": gettext_lazy("Out of scope"),
    "state": gettext_lazy("State"),
    "unmet": gettext_lazy("Open at the gate"),
    **STATES,
}
CODED = {"kind", "option", "part", "relation", "result", "role", "rule", "severity", "state"} | {
    "status"
}  # fields whose values are words of the code
UNTOLD = {  # what follows from the rest, or tells a reader nothing
    "credits", "explanation", "frozen_at", "input_rev", "previous_digest", "proposal", "revision",
    "uuid", "value_paths",
}  # fmt: skip
NUMBERS = "_number"  # the decimals beside each level
NAMES = ("title", "name", "label", "file_name", "words")
CODES = ("key", "code", "item", "vulnerability")
ESTIMATES = ("loss_estimates", "domain_estimates")
MOST = 200  # lines of a part that are told one by one


@dataclass(frozen=True, slots=True)
class Line:
    """A row that came or went, or one field of it before and after."""

    row: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document with what changed in it; `more` counts what is left out."""

    title: str
    lines: tuple[Line, ...]
    more: int


def parts(found: Difference, before: Document, after: Document) -> list[Part]:
    """Return the parts in which something changed, those that people decide on first."""
    told = _Words(before, after)
    order = {name: place for place, name in enumerate(FIRST)}
    changes = sorted(found.changes, key=lambda one: order.get(one.section, len(order)))
    made = []
    for section, these in groupby(changes, key=lambda one: one.section):
        lines = [line for change in these for line in told.lines(change)]
        if lines:
            title = str(PARTS[section])
            made.append(Part(title, tuple(lines[:MOST]), max(0, len(lines) - MOST)))
    return made


class _Words:
    """Names of people, assets and rows, from both documents."""

    def __init__(self, before: Document, after: Document) -> None:
        both = (before, after)
        self.known: dict[str, str] = {}
        for document in both:
            self.known |= document.names()
            self.known |= {one.id: one.name for one in document.assets}
            self.known |= {one.id: one.name for one in document.groups}
        self.rows = {
            (section, row.sort_key()): self._label(section, row.to_dict())
            for document in both
            for section in MANY
            for row in getattr(document, section)
        }

    def lines(self, change: Change) -> Iterator[Line]:
        row = self.rows.get((change.section, change.row), "")
        if not change.field:
            yield Line(row, _("Added") if change.kind == "added" else _("Removed"))
            return
        names = change.field.split(".")
        if UNTOLD.isdisjoint(names) and not change.field.endswith(NUMBERS):
            was, now = self._value(names[-1], change.before), self._value(names[-1], change.after)
            yield Line(row, ": ".join(word(WORDS, name) for name in names), was, now)

    def _label(self, section: str, row: Mapping[str, Any]) -> str:
        if section == "edges":
            ends = (self.known.get(row["tail"], ""), self.known.get(row["head"], ""))
            return f"{ends[0]} {labels.RELATIONS.get(row['relation'], row['relation'])} {ends[1]}"
        if section in ESTIMATES:
            return " ".join(row[name] for name in ("risk", "domain", "dimension") if name in row)
        code = next((row[name] for name in CODES if row.get(name)), "")
        name = next((row[name] for name in NAMES if row.get(name)), "")
        group = self.known.get(row.get("group") or "", "") if section == "answers" else ""
        return " ".join(filter(None, (code, name, group)))

    def _value(self, field: str, value: Any) -> str:
        if isinstance(value, Mapping):
            told = {k: self._value(k, v) for k, v in value.items() if k not in UNTOLD}
            return "; ".join(f"{word(WORDS, k)} {v}" for k, v in told.items() if v)
        if isinstance(value, list | tuple):
            return ", ".join(self._value(field, each) for each in value)
        if isinstance(value, str) and field in CODED:
            return word({}, value)
        return self.known.get(value) or said(field, value)
