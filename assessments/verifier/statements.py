"""What persons sign: in-toto statements (Statement v1) about a revision or a key."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self, TypeAlias

from assessments.verifier import canonical, shapes
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import PublicKey

TYPE = "https://in-toto.io/Statement/v1"
ROLES = ("assessor", "risk_owner", "approver")  # in the order in which they sign
_PREDICATE = "urn:vsrisk:statement:{}:v1"
SIGNOFF = _PREDICATE.format("signoff")
_REVISION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@r[1-9]\d{0,5}\Z")
_NONCE = re.compile(r"[\w:.=+/-]{16,200}\Z", re.ASCII)
LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Who:
    """A person as printed: the identifier, the name and the address at that time."""

    uuid: str
    name: str
    email: str

    @classmethod
    def from_value(cls, value: Any, where: str = "person") -> Self:
        """Return the person that a statement or record names."""
        return cls(**shapes.fields(value, where, uuid=str, name=str, email=str))


@dataclass(frozen=True, slots=True)
class Accepted:
    """A risk that the signature accepts: its key, its level, and until which day."""

    risk: str
    level: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signoff:
    """
    One person signs one revision in one role.

    `revision` is `<assessment uuid>@r<n>`, `digest` the SHA-256 of its snapshot, `after` the
    digests of the envelopes that signed it before, and `nonce` what made this request the
    only one of its kind.
    """

    KIND: ClassVar[str] = "signoff"
    revision: str
    digest: str
    role: str
    meaning: str
    person: Who
    keyid: str
    signed_at: str
    comment: str
    accepted: tuple[Accepted, ...]
    after: tuple[str, ...]
    nonce: str

    def to_bytes(self) -> bytes:
        """Return the statement as it is signed."""
        predicate = asdict(self)
        subject = (predicate.pop("revision"), predicate.pop("digest"))
        predicate["after"] = list(self.after)
        return _statement(self.KIND, subject, predicate)

    @classmethod
    def from_parts(cls, subject: tuple[str, str], predicate: Any) -> Self:
        """Return the sign-off of a parsed statement."""
        text = dict.fromkeys(("role", "meaning", "keyid", "signed_at", "comment", "nonce"), str)
        found = shapes.fields(predicate, "signoff", person=dict, accepted=list, after=list, **text)
        revision, digest = subject
        if not _REVISION.match(revision) or found["role"] not in ROLES:
            raise NotGenuine("a sign-off is of a revision, in one of the three roles")
        if not found["meaning"].strip() or not _NONCE.match(found["nonce"]):
            raise NotGenuine("a sign-off says what it means, and bears the nonce of its request")
        found["accepted"] = tuple(_accepted(each) for each in found["accepted"])
        found["after"] = tuple(shapes.sha256_of(each, "signoff.after") for each in found["after"])
        found["person"] = Who.from_value(found["person"])
        shapes.instant(found["signed_at"], "signoff.signed_at")
        shapes.sha256_of(found["keyid"], "signoff.keyid")
        return cls(revision=revision, digest=digest, **found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A key becomes the key of a person; signed by it and by those who vouch for the person."""

    KIND: ClassVar[str] = "key.enrol"
    key: PublicKey
    person: Who
    made_at: str

    def to_bytes(self) -> bytes:
        """Return the statement as it is signed."""
        predicate = {
            "key": self.key.to_payload(),
            "made_at": self.made_at,
            "person": asdict(self.person),
        }
        return _statement(self.KIND, _of_key(self.key.keyid), predicate)

    @classmethod
    def from_parts(cls, subject: tuple[str, str], predicate: Any) -> Self:
        """Return the enrolment of a parsed statement."""
        found = shapes.fields(predicate, "enrolment", key=dict, made_at=str, person=dict)
        key = PublicKey.from_payload(found["key"])
        if subject != _of_key(key.keyid):
            raise NotGenuine("the enrolment is not about the key that it holds")
        shapes.instant(found["made_at"], "enrolment.made_at")
        return cls(key=key, person=Who.from_value(found["person"]), made_at=found["made_at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """
    A key counts no longer; signed by its person or by another who is enrolled.

    `compromised_since` is the number of the first entry whose signature by it is in doubt;
    None when what it signed stands.
    """

    KIND: ClassVar[str] = "key.revoke"
    keyid: str
    by: Who
    reason: str
    compromised_since: int | None
    revoked_at: str

    def to_bytes(self) -> bytes:
        """Return the statement as it is signed."""
        predicate = asdict(self)
        del predicate["keyid"]
        return _statement(self.KIND, _of_key(self.keyid), predicate)

    @classmethod
    def from_parts(cls, subject: tuple[str, str], predicate: Any) -> Self:
        """Return the revocation of a parsed statement."""
        found = shapes.fields(
            predicate,
            "revocation",
            by=dict,
            reason=str,
            compromised_since=(int, type(None)),
            revoked_at=str,
        )
        name, keyid = subject
        if name != f"key:{keyid}" or not found["reason"].strip():
            raise NotGenuine("a revocation is about a key, and gives a reason")
        shapes.instant(found["revoked_at"], "revocation.revoked_at")
        found["by"] = Who.from_value(found["by"])
        return cls(keyid=keyid, **found)


Statement: TypeAlias = Signoff | Enrolment | Revocation
_KINDS: Mapping[str, Callable[[tuple[str, str], Any], Statement]] = {
    _PREDICATE.format(kind.KIND): kind.from_parts for kind in (Signoff, Enrolment, Revocation)
}


def parse(payload: bytes) -> Statement:
    """
    Return the statement that *payload* is the one spelling of.

    Raises:
        NotGenuine: the bytes are not canonical, or not a statement that is known here.
    """
    value = shapes.fields(
        canonical.parse(payload),
        "statement",
        _type=str,
        subject=list,
        predicateType=str,
        predicate=dict,
    )
    if value["_type"] != TYPE or len(value["subject"]) != 1:
        raise NotGenuine("this is no in-toto statement about one subject")
    kind = _KINDS.get(value["predicateType"])
    if kind is None:
        raise NotGenuine(f"statements of the kind {value['predicateType'][:60]!r} are unknown")
    subject = shapes.fields(value["subject"][0], "subject", name=str, digest=dict)
    digest = shapes.fields(subject["digest"], "subject.digest", sha256=str)["sha256"]
    return kind((subject["name"], shapes.sha256_of(digest, "subject")), value["predicate"])


def revision_name(assessment: str, number: int) -> str:
    """Return how statements name a revision of an assessment."""
    return f"{assessment}@r{number}"


def _statement(kind: str, subject: tuple[str, str], predicate: dict[str, Any]) -> bytes:
    name, digest = subject
    return canonical.encode(
        {
            "_type": TYPE,
            "subject": [{"name": name, "digest": {"sha256": digest}}],
            "predicateType": _PREDICATE.format(kind),
            "predicate": predicate,
        }
    )


def _of_key(keyid: str) -> tuple[str, str]:
    return f"key:{keyid}", keyid


def _accepted(value: Any) -> Accepted:
    found = Accepted(**shapes.fields(value, "accepted", risk=str, level=int, until=str))
    if found.level not in LEVELS:
        raise NotGenuine("an accepted risk has a level from 1 to 5")
    return found
