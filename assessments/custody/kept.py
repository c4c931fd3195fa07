"""Private keys at rest: Ed25519, under a passphrase (scrypt and AES-256-GCM)."""

import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from assessments.verifier import shapes
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import Method, PublicKey

KIND = "scrypt+AES-256-GCM"
BLOCK, LANES = 8, 1  # scrypt's r and p
COSTS = range(1, 21)  # of scrypt's N, as a power of two: 20 takes a gigabyte
SALT, NONCE = 16, 12  # bytes


class WrongPassphrase(ValueError):
    """The passphrase does not open the key."""


def make(passphrase: str, cost: int) -> tuple[Ed25519PrivateKey, dict[str, Any]]:
    """
    Return a new private key, and how it is kept: JSON values that the passphrase opens.

    Args:
        passphrase: what the person types each time.
        cost: scrypt's N is two to this; 17 takes 128 MB and about half a second.
    """
    key = Ed25519PrivateKey.generate()
    return key, seal(key, passphrase, cost)


def seal(key: Ed25519PrivateKey, passphrase: str, cost: int) -> dict[str, Any]:
    """Return *key* as it is kept under *passphrase*; bound to its own fingerprint."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    cipher = AESGCM(_stretched(passphrase, salt, cost))
    sealed = cipher.encrypt(nonce, key.private_bytes_raw(), public_of(key).keyid.encode())
    return {
        "kind": KIND,
        "cost": cost,
        "salt": shapes.encoded(salt),
        "nonce": shapes.encoded(nonce),
        "sealed": shapes.encoded(sealed),
    }


def opened(kept: Mapping[str, Any], passphrase: str, public: PublicKey) -> Ed25519PrivateKey:
    """
    Return the private key of *public*.

    Raises:
        WrongPassphrase: the passphrase is another, or what was kept was changed.
    """
    try:
        if kept["kind"] != KIND or kept["cost"] not in COSTS:
            raise WrongPassphrase("what was kept of the key is damaged")
        salt, nonce, sealed = (
            shapes.decoded(kept[name], name) for name in ("salt", "nonce", "sealed")
        )
        cipher = AESGCM(_stretched(passphrase, salt, kept["cost"]))
        key = Ed25519PrivateKey.from_private_bytes(
            cipher.decrypt(nonce, sealed, public.keyid.encode())
        )
    except (InvalidTag, NotGenuine, KeyError, TypeError):
        raise WrongPassphrase("the passphrase does not open the key") from None
    return key


def public_of(key: Ed25519PrivateKey) -> PublicKey:
    """Return the public part of a key that signs bytes as they are."""
    return PublicKey(Method.ED25519, key.public_key().public_bytes_raw())


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**cost, r=BLOCK, p=LANES).derive(passphrase.encode())
