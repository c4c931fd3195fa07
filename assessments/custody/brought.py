"""What a person brings who keeps the key: the public part, and signatures in files."""

import base64
import binascii
import re
import struct
from dataclasses import replace

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key

from assessments.verifier import canonical, passkeys, shapes
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import NAMESPACE, SIGNATURE, Method, PublicKey
from assessments.verifier.passkeys import Assertion, Site

_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*\Z"
)
MAGIC = b"SSHSIG" + struct.pack(">I", 1)


def public_key(text: str) -> PublicKey:
    """
    Return the key in *text*: PEM as openssl writes it, or a line as ssh-keygen does.

    Raises:
        NotGenuine: it is neither, or no Ed25519 key.
    """
    written = text.strip().encode()
    try:
        if written.startswith(b"ssh-"):
            found, method = load_ssh_public_key(written), Method.SSHSIG
        else:
            found, method = load_pem_public_key(written), Method.ED25519  # type: ignore[assignment]
    except (ValueError, UnsupportedAlgorithm):
        raise NotGenuine("this is no public key in PEM, and no ssh-ed25519 line") from None
    if not isinstance(found, Ed25519PublicKey):
        raise NotGenuine("the key is not an Ed25519 key")
    return PublicKey(method, found.public_bytes_raw())


def passkey(public: str, site: Site) -> PublicKey:
    """
    Return the passkey whose SubjectPublicKeyInfo a browser gave, in Base64, at *site*.

    Raises:
        NotGenuine: it is no P-256 key.
    """
    return PublicKey(Method.WEBAUTHN, passkeys.point_of(shapes.decoded(public, "key")), site)


def signature_by(key: PublicKey, content: bytes) -> bytes:
    """
    Return the signature in what came back from *key*: a file, or a passkey's assertion.

    An authenticator gives either of the two S; the lower one is kept.

    Raises:
        NotGenuine: there is none.
    """
    if key.method is not Method.WEBAUTHN:
        return signature_in(content)
    if not content:
        raise NotGenuine("the browser sent no signature of the passkey")
    found = Assertion.from_bytes(content)
    return replace(found, signature=passkeys.low(found.signature)).to_bytes()


def signature_in(content: bytes) -> bytes:
    """
    Return the 64 bytes of the signature in a file.

    The file is raw (openssl pkeyutl), armoured (ssh-keygen -Y sign), or an envelope
    with one signature.

    Raises:
        NotGenuine: it is none of these.
    """
    if len(content) == SIGNATURE:
        return content
    text = content.decode("utf-8", "replace").strip()
    if found := _ARMOUR.match(text):
        return _from_ssh(found.group(1))
    if text.startswith("{"):
        signatures = Envelope.from_value(canonical.parse(text.encode())).signatures
        if len(signatures) == 1:
            return signatures[0].signature
    raise NotGenuine("it is neither 64 bytes, nor an SSH signature, nor an envelope with one")


def _from_ssh(armoured: str) -> bytes:
    try:
        blob = base64.b64decode("".join(armoured.split()), validate=True)
        if not blob.startswith(MAGIC):
            raise NotGenuine("the SSH signature is of another version")
        _key, namespace, _reserved, kind, signed = _strings(blob[len(MAGIC) :], 5)
        if (namespace, kind) != (NAMESPACE.encode(), b"sha512"):
            raise NotGenuine(f"the SSH signature is not of the namespace {NAMESPACE} with sha512")
        algorithm, signature = _strings(signed, 2)
    except (binascii.Error, struct.error, ValueError) as error:
        raise NotGenuine(str(error) or "the SSH signature is damaged") from None
    if algorithm != b"ssh-ed25519" or len(signature) != SIGNATURE:
        raise NotGenuine("the SSH signature is not by an Ed25519 key")
    return signature


def _strings(blob: bytes, count: int) -> list[bytes]:
    """Return the *count* strings, each after its length, that *blob* consists of."""
    found = []
    for _ in range(count):
        (length,) = struct.unpack(">I", blob[:4])
        found.append(blob[4 : 4 + length])
        if len(found[-1]) != length:
            raise NotGenuine("the SSH signature is cut short")
        blob = blob[4 + length :]
    if blob:
        raise NotGenuine("the SSH signature goes on where it should end")
    return found
