"""Entries of a ledger: a statement that persons signed, or a record that the application made."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self, TypeAlias

from assessments.verifier import canonical, shapes, statements
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.statements import Statement, Who

SCHEMA = "vsrisk.record/v1"


class Kind(StrEnum):
    """What an entry is about; the first three are signed by persons."""

    SIGNOFF = "signoff"
    KEY_ENROL = "key.enrol"
    KEY_REVOKE = "key.revoke"
    GENESIS = "genesis"
    REJECT = "reject"
    REOPEN = "reopen"
    REPORT = "report"
    ROLE_CHANGE = "role.change"
    POLICY_CHANGE = "policy.change"
    LEDGER_ROTATE = "ledger.rotate"
    BACKUP_CHECKPOINT = "backup.checkpoint"
    ERASE = "erase"


SIGNED = frozenset({Kind.SIGNOFF, Kind.KEY_ENROL, Kind.KEY_REVOKE})


@dataclass(frozen=True, slots=True)
class Record:
    """
    What the application notes by itself, in somebody's name or in nobody's.

    No person signed it: it proves that the application said so before the next checkpoint.
    """

    kind: Kind
    at: str
    by: Who | None
    facts: dict[str, Any]

    def to_bytes(self) -> bytes:
        """Return the one byte string that stands for this record."""
        return canonical.encode(
            {
                "schema": SCHEMA,
                "kind": self.kind.value,
                "at": self.at,
                "by": asdict(self.by) if self.by else None,
                "facts": self.facts,
            }
        )

    @classmethod
    def from_value(cls, value: Any) -> Self:
        """
        Return the record that a parsed entry is.

        Raises:
            NotGenuine: its form is another, or a person has to sign its kind.
        """
        found = shapes.fields(
            value, "record", schema=str, kind=str, at=str, by=(dict, type(None)), facts=dict
        )
        if found["schema"] != SCHEMA or found["kind"] not in set(Kind) - SIGNED:
            raise NotGenuine(f"records of the kind {found['kind'][:40]!r} are unknown or unsigned")
        by = Who.from_value(found["by"]) if found["by"] is not None else None
        at = shapes.instant(found["at"], "record.at")
        return cls(Kind(found["kind"]), at, by, found["facts"])

    def fact(self, name: str) -> str:
        """Return a fact that is a text; without it the record says nothing that counts."""
        value = self.facts.get(name)
        if not isinstance(value, str):
            raise NotGenuine(f"the record {self.kind.value} does not say its {name}")
        return value


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry that persons signed: its bytes, the envelope and what that states."""

    body: bytes
    envelope: Envelope
    statement: Statement

    @property
    def kind(self) -> Kind:
        """Return what the entry is about."""
        return Kind(self.statement.KIND)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that the application made: its bytes and the record."""

    body: bytes
    record: Record

    @property
    def kind(self) -> Kind:
        """Return what the entry is about."""
        return self.record.kind


Entry: TypeAlias = Signed | Recorded


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of an entry: how later statements name it."""
    return hashlib.sha256(body).hexdigest()


def subject_of(body: bytes) -> str | None:
    """Return the revision that *body* signs off, at a glance; None for all else."""
    try:
        payload = json.loads(body).get("payload")
        statement = json.loads(base64.b64decode(payload)) if payload else {}
        is_signoff = statement.get("predicateType") == statements.SIGNOFF
        return str(statement["subject"][0]["name"]) if is_signoff else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def parse(body: bytes) -> Entry:
    """
    Return the entry that *body* is the one spelling of.

    Raises:
        NotGenuine: it is no entry that is known here.
    """
    value = canonical.parse(body)
    if "payload" not in value:
        return Recorded(body, Record.from_value(value))
    envelope = Envelope.from_value(value)
    return Signed(body, envelope, statements.parse(envelope.payload))
