"""
Samples that an auditor can draw again: rows of the register, and machines of the inventory.

Every name is put behind the seed, and the names with the lowest SHA-256 are drawn; with
`printf '%s\n%s' SEED NAME | sha256sum` anybody finds the same ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.reports.document import Document
from assessments.reports.judgements import Risk, number_of
from assessments.reports.parts import Asset, Finding, Group

MOST_NAMED = 12  # machines or risks that are told one by one
HEAD = ("drawn_from", "sha256", "name", "title", "domain", "found", "number", "proofs")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of a sample, and what the other side says of it."""

    drawn_from: str  # register or inventory
    sha256: str  # of seed and name: its place in the order
    name: str  # R-12, or the id of a machine
    title: str
    domain: str
    found: tuple[str, ...]  # machines of the risk, or risks of the machine; the first of them
    number: int  # how many there are
    proofs: tuple[str, ...]  # what the inventory showed, with sheet and row

    def cells(self) -> tuple[str, ...]:
        """Return the row in the order of `HEAD`."""
        joined = {"found": ", ".join(self.found), "proofs": "; ".join(self.proofs)}
        return tuple(str(joined.get(name, getattr(self, name))) for name in HEAD)


def order_of(seed: str, name: str) -> str:
    """Return the SHA-256, in hex, by which names are ordered under a seed."""
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def drawn(seed: str, names: Iterable[str], number: int) -> list[str]:
    """Return *number* of the names, or all: the first in the order of the seed."""
    return sorted(set(names), key=lambda name: order_of(seed, name))[:number]


class Sample:
    """Samples of one frozen document, in both directions."""

    def __init__(self, document: Document, seed: str, number: int) -> None:
        self.document, self.seed, self.number = document, seed, number
        self.machines = {one.id: one for one in document.assets if one.kind == "vm"}
        self.groups = {one.id: one for one in document.groups}
        self.above = _above(document)
        self.reached: dict[str, frozenset[str]] = {}  # by machine, as it is asked for
        self.findings: dict[str, list[Finding]] = {}
        for finding in document.findings:
            self.findings.setdefault(finding.asset or "", []).append(finding)

    @property
    def digest(self) -> str:
        """Return a SHA-256, in hex, that tells this seed and number from others."""
        return order_of(self.seed, str(self.number))

    def of_register(self) -> list[Drawn]:
        """Return risks that were drawn, each with the machines that it is about."""
        risks = {one.key: one for one in self.document.risks if one.state != "dismissed"}
        return [self._risk(risks[key]) for key in drawn(self.seed, risks, self.number)]

    def of_inventory(self) -> list[Drawn]:
        """Return machines that were drawn, each with the risks that are about it."""
        names = drawn(self.seed, self.machines, self.number)
        return [self._machine(self.machines[name]) for name in names]

    def _risk(self, risk: Risk) -> Drawn:
        group = self.groups[risk.group]
        inside = sorted(name for name, one in self.machines.items() if self._holds(group, one))
        findings = [one for name in inside for one in self.findings.get(name, ())]
        return Drawn(
            "register",
            order_of(self.seed, risk.key),
            risk.key,
            f"{risk.title} ({group.name})",
            group.domain or "",
            tuple(self.machines[name].name for name in inside[:MOST_NAMED]),
            len(inside),
            tuple(_proofs(findings[:MOST_NAMED])),
        )

    def _machine(self, asset: Asset) -> Drawn:
        found = (
            one.key
            for one in self.document.risks
            if one.state != "dismissed" and self._holds(self.groups[one.group], asset)
        )
        risks = sorted(found, key=number_of)
        return Drawn(
            "inventory",
            order_of(self.seed, asset.id),
            asset.id,
            asset.name,
            asset.domain or "",
            tuple(risks[:MOST_NAMED]),
            len(risks),
            tuple(_proofs(self.findings.get(asset.id, [])[:MOST_NAMED])),
        )

    def _holds(self, group: Group, asset: Asset) -> bool:
        match group.kind:
            case "assessment":
                return True
            case "domain":
                return group.domain is not None and asset.domain == group.domain
            case _:
                return group.asset == asset.id or group.asset in self._over(asset.id)

    def _over(self, name: str) -> frozenset[str]:
        """Return what a machine runs on, near and far."""
        if name not in self.reached:
            found, waiting = set[str](), [name]
            while waiting:
                for head in self.above.get(waiting.pop(), ()):
                    if head not in found:
                        found.add(head)
                        waiting.append(head)
            self.reached[name] = frozenset(found)
        return self.reached[name]


def _above(document: Document) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in document.edges:
        found.setdefault(edge.tail, []).append(edge.head)
    return found


def _proofs(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        cells: Any = one.evidence
        where = [_cell(cell) for cell in cells if isinstance(cell, Mapping)]
        yield f"{one.code}: {', '.join(where)}" if where else one.code


def _cell(cell: Mapping[str, Any]) -> str:
    return f"{cell.get('sheet')} row {cell.get('row')} {cell.get('column')}={cell.get('value')}"
