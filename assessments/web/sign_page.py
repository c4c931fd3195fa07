"""What the page of a frozen revision shows: its contents from its bytes, who signs, with what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.actions import ceremony
from assessments.models import Person, Revision, Signature, SigningKey
from assessments.permissions import Actor
from assessments.queries import bundles, exports, keyring
from assessments.reports.document import Document
from assessments.reports.view_contents import contents
from assessments.verifier.statements import ROLES

FALLING = (5, 4, 3, 2, 1, None)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named for a role, and the signature once it is given."""

    role: str
    person: Person
    signature: Signature | None
    is_next: bool
    has_key: bool

    @property
    def name(self) -> str:
        """Return the name: as it was when signing, else as it is."""
        return self.signature.person_name if self.signature else self.person.name


def of(current: Revision, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return what a frozen revision shows: its contents, who signs, and what *actor* signs."""
    found = contents(Document.from_json(bytes(current.snapshot.content)))
    in_signoff = current.status == Revision.Status.IN_SIGNOFF
    role = ceremony.next_role(current) if in_signoff else None
    keyed = keyring.holders(actor)
    given = {row.role: row for row in current.signatures.all()}
    signers = [
        Signer(
            role=each,
            person=getattr(current, each),
            signature=given.get(each),
            is_next=each == role,
            has_key=getattr(current, f"{each}_id") in keyed,
        )
        for each in ROLES
    ]
    is_mine = any(s.is_next and s.person.pk == actor.person_id for s in signers)
    return {
        **(_pen(current, role, actor, at) if role and is_mine else {}),
        "is_in_ledger": any(row.keyid for row in given.values()),
        "seal": bundles.first_seal(current),
        "contents": found,
        "exports": exports.FORMS,
        "by_level": [(rank, n) for rank in FALLING if (n := found.levels.get(rank))],
        "signers": signers,
        "signed": len(given),
        "is_named": actor.person_id in {signer.person.pk for signer in signers},
        "is_my_turn": is_mine,
        "files": current.reports.defer("content").order_by("-pk")[:1],
        "final": current.reports.exclude(certificate="").exists(),
    }


def _pen(current: Revision, role: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what the next signer is shown, and the key that they have."""
    seen, key = ceremony.shown(current, role), keyring.mine(actor)
    return {
        "seen": seen,
        "challenge": ceremony.challenge(seen, by=actor, at=at),
        "pen": key if key and key.state == SigningKey.State.ENROLLED else None,
    }
