"""An edition as a whole, and how to find things in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from assessments.catalogue.values import (
    AssetType,
    Item,
    Matrix,
    Phase,
    RiskType,
    Scales,
    Threat,
    Vulnerability,
)

Value = TypeVar("Value")


class Unknown(LookupError):
    """The pinned edition holds no such entry."""


class UnknownEdition(Unknown):
    """There is no such edition."""


class UnknownRisk(Unknown):
    """There is no such risk."""


class UnknownItem(Unknown):
    """There is no such checklist item."""


class UnknownMatrix(Unknown):
    """There is no such matrix."""


@dataclass(frozen=True)
class Edition:
    """One release of the catalogue: immutable, known by the digest of its files."""

    id: str
    digest: str
    asset_types: Mapping[str, AssetType]
    threats: Mapping[str, Threat]
    vulnerabilities: Mapping[str, Vulnerability]
    risks: Mapping[str, RiskType]
    items: Mapping[str, Item]
    phases: tuple[Phase, ...]
    scales: Scales
    matrices: Mapping[str, Matrix]

    def risk(self, code: str) -> RiskType:
        """Return a risk. Raises `UnknownRisk`."""
        return _get(self.risks, code, UnknownRisk, self.id)

    def item(self, code: str) -> Item:
        """Return a checklist item. Raises `UnknownItem`."""
        return _get(self.items, code, UnknownItem, self.id)

    def matrix(self, code: str) -> Matrix:
        """Return a matrix. Raises `UnknownMatrix`."""
        return _get(self.matrices, code, UnknownMatrix, self.id)

    def phase(self, code: str) -> Phase:
        """Return a phase by its code. Raises `Unknown`."""
        return _get({phase.code: phase for phase in self.phases}, code, Unknown, self.id)

    @cached_property
    def treated_by(self) -> Mapping[str, tuple[Item, ...]]:
        """Return for each risk the items that mitigate it; hygiene items mitigate none."""
        return {
            code: tuple(
                item
                for item in self.items.values()
                if not item.is_hygiene and any(link.risk == code for link in item.mitigates)
            )
            for code in self.risks
        }

    @cached_property
    def closed_by(self) -> Mapping[str, tuple[Item, ...]]:
        """Return for each vulnerability the items whose absence opens it."""
        return {
            code: tuple(i for i in self.items.values() if code in i.exposure_if_absent)
            for code in self.vulnerabilities
        }

    @cached_property
    def fed_by(self) -> Mapping[str, tuple[RiskType, ...]]:
        """Return for each vulnerability the risks that rest on it."""
        return {
            code: tuple(r for r in self.risks.values() if code in r.vulnerabilities)
            for code in self.vulnerabilities
        }


def _get(found: Mapping[str, Value], code: str, missing: type[Unknown], edition_id: str) -> Value:
    try:
        return found[code]
    except KeyError:
        raise missing(f"edition {edition_id} has no {code!r}") from None
