"""Public keys of persons, each bound to the one way in which it signs."""

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from assessments.verifier import passkeys, shapes
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.passkeys import Assertion, Site

PREFIX = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo of Ed25519 (RFC 8410)
NAMESPACE = "vsrisk"  # of signatures by ssh-keygen -Y sign
LENGTH = 32
SIGNATURE = 64


class Method(StrEnum):
    """How a key signs: the bytes themselves, as `ssh-keygen -Y sign` wraps them, or a passkey."""

    ED25519 = "ed25519"
    SSHSIG = "sshsig"
    WEBAUTHN = "webauthn"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """
    A public key and how it signs.

    `raw` are the 32 bytes of an Ed25519 key, or the 65 of a passkey's point on P-256, whose
    `site` says where it signs. A signature made in one way never counts in another.
    """

    method: Method
    raw: bytes
    site: Site | None = None

    @property
    def der(self) -> bytes:
        """Return the key as SubjectPublicKeyInfo, as openssl writes it."""
        return (passkeys.PREFIX if self.method is Method.WEBAUTHN else PREFIX) + self.raw

    @property
    def keyid(self) -> str:
        """Return the SHA-256 of `der`, in hexadecimal: the fingerprint."""
        return hashlib.sha256(self.der).hexdigest()

    def verify(self, message: bytes, signature: bytes) -> None:
        """
        Return quietly if *signature* is that of *message*.

        Raises:
            NotGenuine: it is not.
        """
        try:
            if self.site is not None:
                Assertion.from_bytes(signature).verify(self.raw, self.site, message)
                return
            signed = message if self.method is Method.ED25519 else sshsig_blob(message)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, signed)
        except NotGenuine as error:
            raise NotGenuine(f"the signature by key {self.keyid[:16]}: {error}") from None
        except (InvalidSignature, ValueError):
            raise NotGenuine(f"the signature by key {self.keyid[:16]} does not match") from None

    def to_payload(self) -> dict[str, Any]:
        """Return the key as statements hold it."""
        found = {"method": self.method.value, "public": shapes.encoded(self.der)}
        if self.site is not None:
            found |= {"rp": self.site.rp, "origin": self.site.origin}
        return found

    @classmethod
    def from_payload(cls, value: Any) -> Self:
        """
        Return the key that a statement holds.

        Raises:
            NotGenuine: the method is unknown, or it is no key of that method.
        """
        is_passkey = isinstance(value, dict) and value.get("method") == Method.WEBAUTHN
        where = dict.fromkeys(("rp", "origin"), str) if is_passkey else {}
        found = shapes.fields(value, "key", method=str, public=str, **where)
        if found["method"] not in list(Method):
            raise NotGenuine(f"keys of the kind {found['method'][:40]!r} are unknown")
        der = shapes.decoded(found["public"], "key.public")
        if is_passkey:
            site = Site.checked(found["rp"], found["origin"])
            return cls(Method.WEBAUTHN, passkeys.point_of(der), site)
        return cls(Method(found["method"]), raw_of(der))


def raw_of(der: bytes) -> bytes:
    """
    Return the 32 bytes of an Ed25519 SubjectPublicKeyInfo.

    Raises:
        NotGenuine: it is another key.
    """
    if len(der) != len(PREFIX) + LENGTH or not der.startswith(PREFIX):
        raise NotGenuine("the key is no Ed25519 public key")
    return der[len(PREFIX) :]


def sshsig_blob(message: bytes) -> bytes:
    """Return what `ssh-keygen -Y sign -n vsrisk` signs for *message* (PROTOCOL.sshsig)."""
    parts = (NAMESPACE.encode(), b"", b"sha512", hashlib.sha512(message).digest())
    return b"SSHSIG" + b"".join(struct.pack(">I", len(part)) + part for part in parts)
