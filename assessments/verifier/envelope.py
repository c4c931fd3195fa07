"""DSSE envelopes: a payload and who signed it (secure-systems-lab/dsse, version 1)."""

from dataclasses import dataclass, replace
from typing import Any, Self

from assessments.verifier import canonical, shapes
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import SIGNATURE, PublicKey

TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of one key, under its fingerprint."""

    keyid: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """The bytes of a statement and the signatures over them."""

    payload: bytes
    signatures: tuple[Signed, ...]

    def to_bytes(self) -> bytes:
        """Return the one byte string that stands for this envelope."""
        return canonical.encode(
            {
                "payload": shapes.encoded(self.payload),
                "payloadType": TYPE,
                "signatures": [
                    {"keyid": one.keyid, "sig": shapes.encoded(one.signature)}
                    for one in self.signatures
                ],
            }
        )

    @classmethod
    def from_value(cls, value: Any) -> Self:
        """
        Return the envelope that a parsed entry is.

        Raises:
            NotGenuine: the form or the type of the payload is another.
        """
        found = shapes.fields(value, "envelope", payload=str, payloadType=str, signatures=list)
        if found["payloadType"] != TYPE:
            raise NotGenuine(f"the payload is not {TYPE}")
        signatures = tuple(_signed(each) for each in found["signatures"])
        if len({one.keyid for one in signatures}) != len(signatures) or not signatures:
            raise NotGenuine("an envelope is signed by at least one key, and by each once")
        return cls(shapes.decoded(found["payload"], "payload"), signatures)

    def signed_by(self, keyid: str, signature: bytes) -> Self:
        """Return the envelope with one more signature."""
        return replace(self, signatures=(*self.signatures, Signed(keyid, signature)))

    def verify(self, *keys: PublicKey) -> None:
        """
        Check that exactly these keys signed, in this order.

        Raises:
            NotGenuine: another key signed, or a signature does not match.
        """
        if tuple(one.keyid for one in self.signatures) != tuple(key.keyid for key in keys):
            raise NotGenuine("the envelope is not signed by the keys that it needs")
        for key, one in zip(keys, self.signatures, strict=True):
            key.verify(pae(self.payload), one.signature)


def pae(payload: bytes) -> bytes:
    """Return the bytes that are signed for *payload* (DSSE's pre-authentication encoding)."""
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)


def _signed(value: Any) -> Signed:
    found = shapes.fields(value, "signature", keyid=str, sig=str)
    signature = shapes.decoded(found["sig"], "signature.sig")
    if len(signature) != SIGNATURE and not signature.startswith(b"{"):
        raise NotGenuine("a signature has 64 bytes, or is a passkey's assertion")
    return Signed(shapes.sha256_of(found["keyid"], "signature.keyid"), signature)
