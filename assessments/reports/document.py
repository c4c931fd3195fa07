"""The content that is signed: schema `vsrisk.snapshot/v1`, complete without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from assessments.reports.judgements import (
    Action,
    Answer,
    Evidence,
    Exposure,
    Item,
    Phase,
    Risk,
    Settlement,
)
from assessments.reports.losses import DomainEstimate, LossEstimate, LossResult
from assessments.reports.parts import (
    Assessed,
    Asset,
    CheckResult,
    Criteria,
    Domain,
    Edge,
    Edition,
    Finding,
    Group,
    Import,
    Organisation,
    Person,
)
from assessments.reports.records import NotADocument, Record, schema_of
from assessments.verifier import canonical

SCHEMA = "vsrisk.snapshot/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """Everything that a revision says, and all that its levels follow from."""

    OPTIONAL: ClassVar[frozenset[str]] = frozenset(
        {"loss_estimates", "domain_estimates", "loss_results"}  # older documents have none
    )
    schema: str = SCHEMA
    organisation: Organisation
    assessment: Assessed
    criteria: Criteria
    edition: Edition
    people: tuple[Person, ...]
    imports: tuple[Import, ...]
    domains: tuple[Domain, ...]
    groups: tuple[Group, ...]
    assets: tuple[Asset, ...]
    edges: tuple[Edge, ...]
    checks: tuple[CheckResult, ...]
    findings: tuple[Finding, ...]
    risks: tuple[Risk, ...]
    actions: tuple[Action, ...]
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    evidence: tuple[Evidence, ...]
    settlements: tuple[Settlement, ...]
    exposures: tuple[Exposure, ...]
    phases: tuple[Phase, ...]
    loss_estimates: tuple[LossEstimate, ...] = ()
    domain_estimates: tuple[DomainEstimate, ...] = ()
    loss_results: tuple[LossResult, ...] = ()  # of the estimates as they stand: one or none

    def to_json(self) -> bytes:
        """
        Return the one byte string that stands for this document (RFC 8785).

        Raises:
            canonical.NotCanonical: a value is a float, not NFC or too large.
        """
        return canonical.encode(self.to_dict())

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """
        Return the document whose canonical bytes are *content*.

        Raises:
            canonical.NotCanonical: the bytes are not the canonical ones.
            NotADocument: the schema is another, a field is missing or unknown, or a
                list is not in its order.
        """
        data = canonical.parse(content)
        if data.get("schema") != SCHEMA:
            raise NotADocument(f"the schema is not {SCHEMA}")
        document = cls.from_dict(data)
        if document.to_dict() != data:
            raise NotADocument("a list is not in the order of its ids")
        return document

    def names(self) -> Mapping[str, str]:
        """Return the printed name of each person by uuid."""
        return {person.uuid: person.name for person in self.people}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a document; `schema/snapshot-v1.schema.json` is this."""
    made = schema_of(Document, "Frozen content of a risk assessment", "urn:vsrisk:snapshot:v1")
    made["properties"]["schema"] = {"const": SCHEMA}
    return made
