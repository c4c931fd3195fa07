"""The catalogue: threats, vulnerabilities, risks, checklist and phases, as checked data."""

from assessments.catalogue.edition import LATEST, editions, load, phases_view, read
from assessments.catalogue.problems import BadEdition, Problem
from assessments.catalogue.search import Hit, search
from assessments.catalogue.values import (
    AssetType,
    Cia,
    Effect,
    Item,
    Matrix,
    Mitigation,
    Phase,
    RiskType,
    Scales,
    Step,
    Threat,
    Vulnerability,
)
from assessments.catalogue.whole import (
    Edition,
    Unknown,
    UnknownEdition,
    UnknownItem,
    UnknownMatrix,
    UnknownRisk,
)

__all__ = [
    "LATEST",
    "AssetType",
    "BadEdition",
    "Cia",
    "Edition",
    "Effect",
    "Hit",
    "Item",
    "Matrix",
    "Mitigation",
    "Phase",
    "Problem",
    "RiskType",
    "Scales",
    "Step",
    "Threat",
    "Unknown",
    "UnknownEdition",
    "UnknownItem",
    "UnknownMatrix",
    "UnknownRisk",
    "Vulnerability",
    "editions",
    "load",
    "phases_view",
    "read",
    "search",
]
