"""A whole ledger, revision and bundle made of nothing: keys of our own, and no application."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assessments.verifier import by_hand, canonical, envelope, merkle, note, statements
from assessments.verifier.bundle import CHECKPOINT, LEDGER, READ_ME, REPORT, SNAPSHOT, Bundle
from assessments.verifier.entries import Kind, Record
from assessments.verifier.envelope import Envelope
from assessments.verifier.keys import Method, PublicKey, sshsig_blob
from assessments.verifier.ledger import read
from assessments.verifier.note import LedgerKey
from assessments.verifier.snapshots import SCHEMA, Snapshot
from assessments.verifier.statements import Accepted, Enrolment, Revocation, Signoff, Who
from tests.verifier import passkey

AT = "2026-11-27T10:00:00Z"
UUID = "3f1c0f6e-1111-4222-8333-444455556666"
ORIGIN = "vsrisk.example/org/9a3c0f6e-1111-4222-8333-444455556666"
PDF = b"%PDF-1.7 what was rendered"
ACCEPTED = (Accepted("R-10", 3, "2027-01-31"), Accepted("R-2", 4, "2027-02-28"))


@dataclass(frozen=True)
class Person:
    """Somebody with a key, always the same for the same number."""

    number: int
    method: Method = Method.ED25519

    @property
    def who(self) -> Who:
        uuid = f"00000000-0000-4000-8000-{self.number:012d}"
        return Who(uuid, f"Person {self.number}", f"p{self.number}@vsrisk.example")

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"%d" % self.number).digest())

    @property
    def key(self) -> PublicKey:
        if self.method is Method.WEBAUTHN:
            return PublicKey(self.method, passkey.point(self.number), passkey.SITE)
        return PublicKey(self.method, self.private.public_key().public_bytes_raw())

    def sign(self, payload: bytes) -> bytes:
        message = envelope.pae(payload)
        if self.method is Method.WEBAUTHN:
            return passkey.signed(self.number, message)
        wraps = self.method is Method.SSHSIG
        return self.private.sign(sshsig_blob(message) if wraps else message)

    def signs(self, made: Envelope) -> Envelope:
        return made.signed_by(self.key.keyid, self.sign(made.payload))


ANN, BEN, CYD, DOT = (Person(number) for number in range(1, 5))
SIGNERS = (ANN, BEN, CYD)
LEDGER_PRIVATE = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"ledger").digest())


def ledger_key(origin: str = ORIGIN, private: Ed25519PrivateKey = LEDGER_PRIVATE) -> LedgerKey:
    return LedgerKey(origin, private.public_key().public_bytes_raw())


def genesis(key: LedgerKey | None = None) -> bytes:
    key = key or ledger_key()
    return record(Kind.GENESIS, origin=key.name, key=str(key))


def record(kind: Kind, by: Person | None = None, **facts: Any) -> bytes:
    return Record(kind, AT, by.who if by else None, facts).to_bytes()


def enrolment(person: Person, /, *vouchers: Person, **changed: Any) -> bytes:
    said = replace(Enrolment(key=person.key, person=person.who, made_at=AT), **changed)
    made = Envelope(said.to_bytes(), ())
    for one in (person, *vouchers):
        made = one.signs(made)
    return made.to_bytes()


def revocation(target: Person, by: Person, /, since: int | None = None, **changed: Any) -> bytes:
    said = Revocation(
        keyid=target.key.keyid, by=by.who, reason="lost", compromised_since=since, revoked_at=AT
    )
    return by.signs(Envelope(replace(said, **changed).to_bytes(), ())).to_bytes()


def signoff(
    person: Person, role: str, digest: str, after: tuple[bytes, ...] = (), /, **changed: Any
) -> bytes:
    said = Signoff(
        revision=f"{UUID}@r1",
        digest=digest,
        role=role,
        meaning=f"I sign as {role}.",
        person=person.who,
        keyid=person.key.keyid,
        signed_at=AT,
        comment="",
        accepted=() if role == "assessor" else ACCEPTED,
        after=tuple(hashlib.sha256(body).hexdigest() for body in after),
        nonce="n" * 24,
    )
    return person.signs(Envelope(replace(said, **changed).to_bytes(), ())).to_bytes()


def founded(*people: Person) -> list[bytes]:
    """Return a ledger in which these people are enrolled, in their order."""
    bodies = [genesis()]
    for n, person in enumerate(people):
        bodies.append(enrolment(person, *people[: min(n, 2)]))
    return bodies


def signed(digest: str, people: tuple[Person, ...] = SIGNERS, **changed: Any) -> list[bytes]:
    """Return the entries of a revision that these three sign in order."""
    bodies: list[bytes] = []
    for person, role in zip(people, statements.ROLES, strict=True):
        bodies.append(signoff(person, role, digest, tuple(bodies), **changed))
    return bodies


def snapshot(**changed: Any) -> bytes:
    value: dict[str, Any] = {
        "schema": SCHEMA,
        "organisation": {"name": "St Brannoc"},
        "assessment": {
            "uuid": UUID,
            "revision": 1,
            "key": "A-1",
            "title": "Clinical vSphere",
            "previous_digest": None,
            "risk_owner": BEN.who.uuid,
            "approver": CYD.who.uuid,
        }
        | changed.pop("assessment", {}),
        "risks": [
            {"key": one.risk, "acceptance": {"level": one.level, "expires_on": one.until}}
            for one in ACCEPTED
        ]
        + [{"key": "R-3", "acceptance": None}],
        "evidence": [
            {"name": "plan.txt", "sha256": hashlib.sha256(b"a plan").hexdigest(), "size": 6}
        ],
    }
    return canonical.encode(value | changed)


@dataclass
class Made:
    """The parts of a bundle, each of which a test may change before it is packed."""

    snapshot: bytes = field(default_factory=snapshot)
    before: list[bytes] = field(default_factory=lambda: founded(*SIGNERS))
    entries: list[bytes] | None = None
    private: Ed25519PrivateKey = LEDGER_PRIVATE
    origin: str = ORIGIN
    report: bytes | None = PDF
    evidence: dict[str, bytes] = field(default_factory=dict)
    revision: str = f"{UUID}@r1"
    has_page: bool = False

    def page(self) -> bytes:
        """Return VERIFY.md."""
        about, ledger = Snapshot.read(self.snapshot), read(self.bodies())
        sealed_as, _line = note.read(self.checkpoint().encode())
        return by_hand.read_me(about, ledger, sealed_as, ledger.key)

    def bodies(self) -> list[bytes]:
        digest = canonical.digest(self.snapshot)
        entries_of = self.entries if self.entries is not None else [*signed(digest), self.told()]
        return [*self.before, *entries_of]

    def told(self) -> bytes:
        """Return the entry about the report."""
        digest = hashlib.sha256(PDF).hexdigest()
        return record(Kind.REPORT, revision=self.revision, sha256=digest, size=len(PDF))

    def checkpoint(self) -> str:
        return sealed(self.bodies(), self.private, self.origin)

    def files(self) -> dict[str, bytes]:
        found = {
            SNAPSHOT: self.snapshot,
            LEDGER: b"".join(body + b"\n" for body in self.bodies()),
            CHECKPOINT: self.checkpoint().encode(),
        }
        if self.has_page:
            found[READ_ME] = self.page()
        if self.report is not None:
            found[REPORT] = self.report
        return found | {f"evidence/{sha}": content for sha, content in self.evidence.items()}

    def bundle(self) -> bytes:
        return Bundle(self.revision, self.files()).to_bytes()


def sealed(
    bodies: list[bytes], private: Ed25519PrivateKey = LEDGER_PRIVATE, origin: str = ORIGIN
) -> str:
    root = merkle.root_of(map(merkle.leaf_hash, bodies))
    return note.Checkpoint(origin, len(bodies), root).signed(private)
