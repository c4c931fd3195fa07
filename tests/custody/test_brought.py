"""What openssl and ssh-keygen make is read, and what is neither is refused in words."""

import base64
import shutil
import struct
import subprocess
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import utils

from assessments.custody import brought
from assessments.verifier import envelope, passkeys, shapes
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import Method, PublicKey
from assessments.verifier.passkeys import Assertion
from tests.verifier import passkey
from tests.verifier.make import ANN, BEN

MESSAGE = envelope.pae(b'{"a":1}')


def run(*command) -> str:
    done = subprocess.run(
        [str(each) for each in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_signs_what_we_verify(tmp_path):
    private, message, made = (tmp_path / name for name in ("key.pem", "statement.bin", "sig"))
    message.write_bytes(MESSAGE)
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", private)
    run(*["openssl", "pkeyutl", "-sign", "-rawin", "-inkey"], private, "-in", message, "-out", made)

    key = brought.public_key(run("openssl", "pkey", "-in", private, "-pubout"))

    assert key.method is Method.ED25519
    key.verify(MESSAGE, brought.signature_in(made.read_bytes()))


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_ssh_keygen_signs_what_we_verify(tmp_path):
    private, message = tmp_path / "id", tmp_path / "statement.bin"
    message.write_bytes(MESSAGE)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", private)
    run("ssh-keygen", "-Y", "sign", "-n", "vsrisk", "-f", private, message)
    run("ssh-keygen", "-Y", "sign", "-n", "other", "-f", private, _copy(message, "b"))

    key = brought.public_key(private.with_suffix(".pub").read_text())

    assert key.method is Method.SSHSIG
    key.verify(MESSAGE, brought.signature_in((tmp_path / "statement.bin.sig").read_bytes()))
    with pytest.raises(NotGenuine, match="namespace"):
        brought.signature_in((tmp_path / "b.sig").read_bytes())


def _copy(path, name):
    other = path.with_name(name)
    other.write_bytes(path.read_bytes())
    return other


def test_an_envelope_with_one_signature_is_a_signature_file():
    made = ANN.signs(Envelope(b"{}", ()))
    assert brought.signature_in(made.to_bytes()) == made.signatures[0].signature
    with pytest.raises(NotGenuine, match="neither"):
        brought.signature_in(made.signed_by("a" * 64, b"s" * 64).to_bytes())


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(NotGenuine, match="no public key"):
        brought.public_key(text)


def test_keys_of_another_kind_are_refused():
    public = run("openssl", "genpkey", "-algorithm", "X25519") and run(
        "sh", "-c", "openssl genpkey -algorithm X25519 | openssl pkey -pubout"
    )
    with pytest.raises(NotGenuine, match="not an Ed25519 key"):
        brought.public_key(public)


def ssh_signature(*parts: bytes, magic: bytes = brought.MAGIC) -> bytes:
    """Return an armoured signature with these parts."""
    blob = magic + b"".join(struct.pack(">I", len(part)) + part for part in parts)
    armour = base64.b64encode(blob).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{armour}\n-----END SSH SIGNATURE-----\n".encode()


def inner(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


GOOD = (b"key", b"vsrisk", b"", b"sha512", inner(b"ssh-ed25519", b"s" * 64))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "neither"),
        (b"x" * 63, "neither"),
        (b"{", "not JSON"),
        (ssh_signature(*GOOD, magic=b"SSHSIG\x00\x00\x00\x02"), "another version"),
        (ssh_signature(*GOOD[:1], b"git", *GOOD[2:]), "namespace"),
        (ssh_signature(*GOOD[:3], b"sha256", GOOD[4]), "namespace"),
        (ssh_signature(*GOOD[:4]), "unpack|cut short"),
        (ssh_signature(*GOOD, b"more"), "goes on"),
        (ssh_signature(*GOOD[:4], inner(b"ssh-rsa", b"s" * 64)), "not by an Ed25519"),
        (ssh_signature(*GOOD[:4], inner(b"ssh-ed25519", b"s" * 63)), "not by an Ed25519"),
        (ssh_signature(*GOOD[:4], b"\x00\x00\x00\x09ab"), "cut short"),
        (
            b"-----BEGIN SSH SIGNATURE-----\nAAA\n-----END SSH SIGNATURE-----\n",
            "adding|damaged|Base64|base64",
        ),
    ],
)
def test_what_is_no_signature_is_refused(content, words):
    with pytest.raises(NotGenuine, match=words):
        brought.signature_in(content)


def test_an_armoured_signature_is_its_64_bytes():
    assert brought.signature_in(ssh_signature(*GOOD)) == b"s" * 64
    assert PublicKey(Method.SSHSIG, ANN.key.raw).keyid == ANN.key.keyid


PAT = replace(BEN, method=Method.WEBAUTHN)


def test_a_passkey_is_what_the_browser_says_at_its_site():
    assert brought.passkey(shapes.encoded(PAT.key.der), passkey.SITE) == PAT.key
    for public in (shapes.encoded(ANN.key.der), "", "not Base64"):
        with pytest.raises(NotGenuine):
            brought.passkey(public, passkey.SITE)


def test_of_both_signatures_that_an_authenticator_may_give_the_one_with_the_low_s_is_kept():
    low = Assertion.from_bytes(PAT.sign(b"{}"))
    r, s = utils.decode_dss_signature(low.signature)
    high = replace(low, signature=utils.encode_dss_signature(r, passkeys.ORDER - s))
    for given in (low, high):
        kept = brought.signature_by(PAT.key, given.to_bytes())
        assert kept == low.to_bytes()
        PAT.key.verify(envelope.pae(b"{}"), kept)


def test_what_is_no_assertion_is_refused_and_files_are_read_for_other_keys():
    with pytest.raises(NotGenuine, match="sent no signature"):
        brought.signature_by(PAT.key, b"")
    with pytest.raises(NotGenuine, match="not JSON"):
        brought.signature_by(PAT.key, b"s" * 64)
    assert brought.signature_by(ANN.key, b"s" * 64) == b"s" * 64
