"""Signatures by passkeys: assertions of Web Authentication (level 3) with ES256, and no others."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from assessments.verifier import canonical, shapes
from assessments.verifier.genuine import NotGenuine

PREFIX = bytes.fromhex(  # SubjectPublicKeyInfo of an uncompressed P-256 point (RFC 5480)
    "3059301306072a8648ce3d020106082a8648ce3d030107034200"
)
LENGTH = 65
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
PLAIN = 37  # bytes of authenticator data without extensions: digest, flags, counter
PRESENT, VERIFIED, SYNCABLE, SYNCED = 0x01, 0x04, 0x08, 0x10
_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z"
)
_NUMERIC = re.compile(r"[\d.]+\Z")
_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+)(:[1-9]\d{0,4})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey signs: its relying party, a domain, and the one origin of its pages."""

    rp: str
    origin: str

    @classmethod
    def checked(cls, rp: str, origin: str) -> Self:
        """
        Return the site if a browser would let that origin use that relying party.

        Raises:
            NotGenuine: the origin is not secure, or is not of that domain.
        """
        found = _ORIGIN.match(origin)
        if not _HOST.match(rp) or _NUMERIC.match(rp) or not found:
            raise NotGenuine("a passkey is of a domain, and of an origin such as https://host")
        scheme, host, _port = found.groups()
        if host != rp and not host.endswith(f".{rp}"):
            raise NotGenuine("the passkey's origin is not in its domain")
        if scheme != "https" and host != "localhost":
            raise NotGenuine("the passkey's origin is not https")
        return cls(rp, origin)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator gave for one challenge; `signature` is ECDSA in DER."""

    authenticator: bytes
    client: bytes
    signature: bytes

    def to_bytes(self) -> bytes:
        """Return the one byte string that stands for this assertion."""
        return canonical.encode(
            {
                "authenticatorData": shapes.encoded(self.authenticator),
                "clientDataJSON": shapes.encoded(self.client),
                "signature": shapes.encoded(self.signature),
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """
        Return the assertion that *content* is the one spelling of.

        Raises:
            NotGenuine: its form is another.
        """
        found = shapes.fields(
            canonical.parse(content),
            "assertion",
            authenticatorData=str,
            clientDataJSON=str,
            signature=str,
        )
        parts = {name: shapes.decoded(text, f"assertion.{name}") for name, text in found.items()}
        return cls(parts["authenticatorData"], parts["clientDataJSON"], parts["signature"])

    def verify(self, point: bytes, site: Site, message: bytes) -> None:
        """
        Return quietly if the passkey with the public *point* signed *message* at *site*.

        The counter is not looked at: synced passkeys leave it 0, and it counts what is no
        entry of a ledger, whose order is the clock here.

        Raises:
            NotGenuine: it did not; says in which part they differ.
        """
        if low(self.signature) != self.signature:
            raise NotGenuine("the passkey's signature is not in its one form: DER, with a low S")
        _require_client(self.client, site, challenge_of(message))
        _require_authenticator(self.authenticator, site)
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            key.verify(self.signature, self.signed_bytes(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            raise NotGenuine("the passkey's signature does not match") from None

    def signed_bytes(self) -> bytes:
        """Return what the authenticator signed."""
        return self.authenticator + hashlib.sha256(self.client).digest()


def challenge_of(message: bytes) -> str:
    """Return the challenge that stands for *message*: its SHA-256 in base64url, unpadded."""
    return base64.urlsafe_b64encode(hashlib.sha256(message).digest()).decode().rstrip("=")


def low(signature: bytes) -> bytes:
    """
    Return an ECDSA signature of P-256 in its one form: strict DER, the lower of both S.

    Of each signature there are two, (r, s) and (r, n - s); anybody turns one into the other.

    Raises:
        NotGenuine: it is no such signature in DER.
    """
    try:
        r, s = utils.decode_dss_signature(signature)
    except ValueError:
        raise NotGenuine("the passkey's signature is not DER") from None
    if not (0 < r < ORDER and 0 < s < ORDER) or utils.encode_dss_signature(r, s) != signature:
        raise NotGenuine("the passkey's signature is not DER of two numbers of P-256")
    return utils.encode_dss_signature(r, min(s, ORDER - s))


def point_of(der: bytes) -> bytes:
    """
    Return the 65 bytes of the point in a P-256 SubjectPublicKeyInfo.

    Raises:
        NotGenuine: it is another key, or not written in this one way.
    """
    point = der[len(PREFIX) :]
    is_written_so = der.startswith(PREFIX) and len(point) == LENGTH
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), point if is_written_so else b"0"
        )
    except ValueError:
        raise NotGenuine("the key is no P-256 public key of a passkey") from None
    return point


def _require_client(content: bytes, site: Site, challenge: str) -> None:
    said = _read(content)
    if said.get("type") != "webauthn.get":
        raise NotGenuine("the passkey was not asked for a signature, but for something else")
    if said.get("challenge") != challenge:
        raise NotGenuine("the passkey signed another statement: the challenge is not of this one")
    if said.get("origin") != site.origin:
        raise NotGenuine(f"the passkey signed at another origin than {site.origin}")
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise NotGenuine("the passkey signed inside a page of another origin")


def _require_authenticator(content: bytes, site: Site) -> None:
    if content[:32] != hashlib.sha256(site.rp.encode()).digest():
        raise NotGenuine(f"the passkey signed for another relying party than {site.rp}")
    if len(content) != PLAIN:
        raise NotGenuine("the passkey's data holds extensions, and none is known here")
    flags = content[32]
    if flags & ~(PRESENT | VERIFIED | SYNCABLE | SYNCED):
        raise NotGenuine("the passkey's data has flags that are not known here")
    if not flags & PRESENT or not flags & VERIFIED:
        raise NotGenuine("the passkey did not verify who used it")


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, NotGenuine) else "it is no JSON in UTF-8"
        raise NotGenuine(f"the passkey's client data: {words}") from None
    if not isinstance(found, dict):
        raise NotGenuine("the passkey's client data: it is no object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotGenuine("a name stands there twice")
    return found
