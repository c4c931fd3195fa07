"""Passkeys made of nothing: what an authenticator and a browser would give."""

import functools
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assessments.verifier import passkeys
from assessments.verifier.passkeys import Assertion, Site

SITE = Site("vsrisk.example", "https://vsrisk.example")
FLAGS = passkeys.PRESENT | passkeys.VERIFIED


def private(number: int) -> ec.EllipticCurvePrivateKey:
    """Return the private key of somebody, always the same for the same number."""
    digest = hashlib.sha256(b"passkey %d" % number).digest()
    return ec.derive_private_key(int.from_bytes(digest) % (passkeys.ORDER - 1) + 1, ec.SECP256R1())


def point(number: int) -> bytes:
    public = private(number).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def client(message: bytes, **changed: Any) -> bytes:
    """Return the client data as browsers write it; what is None is left out."""
    value = {
        "type": "webauthn.get",
        "challenge": passkeys.challenge_of(message),
        "origin": SITE.origin,
        "crossOrigin": False,
    } | changed
    kept = {name: each for name, each in value.items() if each is not None}
    return json.dumps(kept, separators=(",", ":")).encode()


def authenticator(
    *, rp: str = SITE.rp, flags: int = FLAGS, counter: int = 0, more: bytes = b""
) -> bytes:
    digest = hashlib.sha256(rp.encode()).digest()
    return digest + bytes([flags]) + counter.to_bytes(4) + more


def assertion(number: int, of_client: bytes, of_authenticator: bytes) -> Assertion:
    """Sign these very parts, whatever they say."""
    found = Assertion(of_authenticator, of_client, b"")
    signature = private(number).sign(found.signed_bytes(), ec.ECDSA(hashes.SHA256()))
    return Assertion(of_authenticator, of_client, passkeys.low(signature))


@functools.cache
def signed(number: int, message: bytes) -> bytes:
    """Return the one signature of *message*; another call would give another."""
    return assertion(number, client(message), authenticator()).to_bytes()
