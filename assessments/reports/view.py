"""A document as the report shows it: one value of texts and whole numbers for HTML and PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assessments.reports import view_annex, view_losses, view_risks
from assessments.reports.document import Document
from assessments.reports.view_words import count_of, day, moment
from assessments.verifier import canonical

ROLES = {"assessor": "Assessor", "risk_owner": "Risk owner", "approver": "Approver"}
LIMITS = (
    (
        "The levels rest on the inventories, answers and judgements listed here as they stood when "
        "the revision was frozen; what changed later is not in them."
    ),
    (
        "Effects of measures, default likelihoods and thresholds are the defaults of the method or "
        "values set by the organisation, not measured frequencies."
    ),
    (
        "What an inventory does not show was not checked; checks that could not be made are listed "
        "as not assessable and were counted neither for nor against."
    ),
    (
        "The assessment is structured after ISO/IEC 21878:2018. It is no certificate and claims no "
        "conformity with that or any other standard."
    ),
    (
        "This document is a view. The frozen content with the fingerprint on each page is what was "
        "signed; the fingerprint is the SHA-256 of its canonical JSON."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature as it was given: role, person, the sentence that was shown, the time."""

    role: str
    name: str
    email: str
    meaning: str
    comment: str
    digest: str
    signed_at: str
    keyid: str = ""  # fingerprint of the signing key; older signatures have none


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The seal on the ledger in which the signatures stand: its text and when it was made."""

    note: str
    size: int
    sealed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How far the sign-off is: draft, in_signoff, signed or returned, by whom, and the seal."""

    state: str
    signatures: tuple[Signature, ...] = ()
    checkpoint: Checkpoint | None = None

    @property
    def is_signed(self) -> bool:
        """Return whether the revision is signed by all three roles."""
        return self.state == "signed" and {one.role for one in self.signatures} == set(ROLES)


def report_view(
    content: bytes, signing: Signing, document: Document | None = None
) -> dict[str, Any]:
    """
    Return what the report of the document in *content* says, as plain JSON values.

    What is frozen is read from its bytes; *document* is given where *content* was made of
    it just now.

    Raises:
        canonical.NotCanonical, records.NotADocument: *content* is not a document.
    """
    document = document or Document.from_json(content)
    names = document.names()
    return {
        "head": _head(document, content, signing),
        "summary": view_risks.summary(document),
        "levels": view_risks.level_counts(document),
        "matrix": view_risks.matrix(document),
        "columns": view_risks.columns(document),
        "accepted": view_risks.accepted(document, names),
        "top": view_risks.top(document, names),
        "register": view_risks.register(document, names),
        "plan": view_risks.plan(document, names),
        "losses": view_losses.losses(document, names),
        "phases": view_annex.phases(document, names),
        "checklist": view_annex.checklist(document, names),
        "exposures": view_annex.exposures(document),
        "domains": view_annex.domains(document, names),
        "inventory": view_annex.inventory(document),
        "checks": view_annex.checks(document),
        "method": view_annex.method(document),
        "evidence": view_annex.evidence(document, names),
        "signatures": _signatures(signing.signatures),
        "checkpoint": _checkpoint(signing.checkpoint),
        "limits": list(LIMITS),
    }


def _head(document: Document, content: bytes, signing: Signing) -> dict[str, Any]:
    assessed, fingerprint = document.assessment, canonical.digest(content)
    names = document.names()
    return {
        "organisation": document.organisation.name,
        "key": assessed.key,
        "title": assessed.title,
        "revision": assessed.revision,
        "revision_reason": assessed.revision_reason,
        "previous": assessed.previous_digest or "",
        "state": _state_words(signing),
        "is_signed": signing.is_signed,
        "frozen": moment(assessed.frozen_at),
        "moment": f"{_when(signing)} {moment(assessed.frozen_at)}",
        "frozen_epoch": int(datetime.fromisoformat(assessed.frozen_at).timestamp()),
        "fingerprint": fingerprint,
        "fingerprint_lines": [_grouped(fingerprint[:32]), _grouped(fingerprint[32:])],
        "short": f"{_grouped(fingerprint[:16])} … {fingerprint[-8:]}",
        "scope_in": assessed.scope_in,
        "scope_out": assessed.scope_out,
        "exclusions": _lines(assessed.exclusions),
        "context": assessed.context,
        "lead": names.get(assessed.lead, ""),
        "risk_owner": names.get(assessed.risk_owner or "", ""),
        "approver": names.get(assessed.approver or "", ""),
        "team": [[names.get(one.person, ""), one.part] for one in assessed.team],
        "inventory_line": _inventory_line(document),
    }


def _state_words(signing: Signing) -> str:
    if signing.is_signed:
        last = max(one.signed_at for one in signing.signatures)
        return f"signed {day(last)}"
    return {"in_signoff": "in sign-off, not yet signed", "returned": "returned, not signed"}.get(
        signing.state, "draft, not signed"
    )


def _when(signing: Signing) -> str:
    return "as of" if signing.state == "draft" else "frozen"


def _grouped(text: str) -> str:
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))


def _lines(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _inventory_line(document: Document) -> str:
    kinds = (("vm", "virtual machine"), ("host", "host"), ("cluster", "cluster"))
    counted = [
        count_of(sum(asset.kind == kind for asset in document.assets), word) for kind, word in kinds
    ]
    latest = max((one.taken_at or one.as_of for one in document.imports), default="")
    said = ", ".join([*counted, count_of(len(document.domains), "information domain")])
    return f"{said}. Inventory as of {day(latest)}." if latest else f"{said}."


def _signatures(signatures: Sequence[Signature]) -> list[dict[str, str]]:
    order = list(ROLES)
    known = [one for one in signatures if one.role in ROLES]
    return [
        asdict(one) | {"role": ROLES[one.role], "signed_at": moment(one.signed_at)}
        for one in sorted(known, key=lambda one: order.index(one.role))
    ]


def _checkpoint(found: Checkpoint | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = found.note.rstrip("\n").split("\n")
    return {"note": found.note, "lines": lines, "entries": found.size} | {
        "sealed": moment(found.sealed_at)
    }
