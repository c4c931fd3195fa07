"""What a verifier reads of a snapshot: which revision it is, whom it names, what was accepted."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from assessments.verifier import canonical, statements
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.statements import Accepted

SCHEMA = "vsrisk.snapshot/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The parts of a frozen revision that its signatures must agree with."""

    digest: str
    revision: str  # <uuid>@r<n>
    key: str
    title: str
    organisation: str
    number: int
    previous: str | None
    risk_owner: str | None
    approver: str | None
    accepted: tuple[Accepted, ...]
    evidence: tuple[tuple[str, str, int], ...]  # name, SHA-256, bytes

    @classmethod
    def read(cls, content: bytes) -> Self:
        """
        Return what the snapshot with these bytes says.

        Raises:
            NotGenuine: the bytes are not canonical, or no snapshot.
        """
        value = canonical.parse(content)
        if value.get("schema") != SCHEMA:
            raise NotGenuine(f"the snapshot is not {SCHEMA}")
        try:
            return cls(digest=hashlib.sha256(content).hexdigest(), **_parts(value))
        except (KeyError, TypeError, AttributeError):
            raise NotGenuine("the snapshot lacks parts that every snapshot has") from None


def _parts(value: dict[str, Any]) -> dict[str, Any]:
    about = value["assessment"]
    return {
        "revision": statements.revision_name(about["uuid"], about["revision"]),
        "key": about["key"],
        "title": about["title"],
        "organisation": value["organisation"]["name"],
        "number": about["revision"],
        "previous": about["previous_digest"],
        "risk_owner": about["risk_owner"],
        "approver": about["approver"],
        "accepted": tuple(
            Accepted(risk["key"], risk["acceptance"]["level"], risk["acceptance"]["expires_on"])
            for risk in value["risks"]
            if risk["acceptance"]
        ),
        "evidence": tuple(
            (file["name"], file["sha256"], file["size"]) for file in value["evidence"]
        ),
    }
