"""An edition as a whole, and how to find things in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from assessments.catalogue.values import (
    AssetType,
    Dependency,
    Item,
    Matrix,
    Phase,
    RiskType,
    Scales,
    Scheme,
    Threat,
    Vulnerability,
)

Value = TypeVar("Value")


class Unknown(LookupError):
    """The pinned edition holds no such entry."""


class UnknownEdition(Unknown):
    """There is no edition `wanted`; `known` are there."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        self.wanted, self.known = wanted, known
        super().__init__(
            f"Edition {wanted} of the catalogue is not part of this installation, "
            f"which holds {', '.join(known)}. Install a version of the product that holds it."
        )


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
    schemes: Mapping[str, Scheme]
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

    @cached_property
    def threatened_by(self) -> Mapping[str, tuple[RiskType, ...]]:
        """Return for each threat the risks it brings about."""
        return {
            code: tuple(r for r in self.risks.values() if code in r.threats)
            for code in self.threats
        }

    @cached_property
    def exploits(self) -> Mapping[str, tuple[Vulnerability, ...]]:
        """Return for each threat the vulnerabilities it exploits."""
        return {
            code: tuple(v for v in self.vulnerabilities.values() if code in v.exploited_by)
            for code in self.threats
        }

    @cached_property
    def realised_by(self) -> Mapping[str, tuple[Item, ...]]:
        """Return for each item the items that build what it designs."""
        return {
            code: tuple(i for i in self.items.values() if i.realises == code) for code in self.items
        }

    @cached_property
    def bears(self) -> Mapping[str, tuple[tuple[AssetType, Dependency], ...]]:
        """Return for each asset type those that depend on it, with how far."""
        return {
            code: tuple(
                (kind, each)
                for kind in self.asset_types.values()
                for each in kind.depends_on
                if each.type == code
            )
            for code in self.asset_types
        }

    def detectable(self, vulnerability: str) -> str:
        """
        Say how far an inventory shows a vulnerability: full, partial or no.

        It is full only where each item that closes it and can be checked can be checked in full.
        """
        found = {item.automation for item in self.closed_by[vulnerability]} - {"no"}
        return "partial" if "partial" in found else max(found, default="no")


def _get(found: Mapping[str, Value], code: str, missing: type[Unknown], edition_id: str) -> Value:
    try:
        return found[code]
    except KeyError:
        raise missing(f"edition {edition_id} has no {code!r}") from None
