"""Passkeys sign over the same statements; each part of an assertion is refused by its words."""

import base64
import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import utils
from hypothesis import given
from hypothesis import strategies as st

from assessments.verifier import canonical, checking, entries, envelope, passkeys
from assessments.verifier.checking import Trust
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import Method, PublicKey
from assessments.verifier.passkeys import Assertion, Site
from tests.verifier import make, passkey
from tests.verifier.make import ANN, BEN, CYD, Made

PAT = replace(BEN, method=Method.WEBAUTHN)
MESSAGE = envelope.pae(b"{}")
SIGNED = passkey.signed(PAT.number, MESSAGE)


def refusal(signature: bytes, key: PublicKey = PAT.key, message: bytes = MESSAGE) -> str:
    with pytest.raises(NotGenuine) as refused:
        key.verify(message, signature)
    return str(refused.value)


def asserted(client: bytes | None = None, authenticator: bytes | None = None) -> bytes:
    """Return an assertion that is well signed, with a part of it another."""
    parts = client or passkey.client(MESSAGE), authenticator or passkey.authenticator()
    return passkey.assertion(PAT.number, *parts).to_bytes()


def test_a_passkey_signs_a_revision_and_the_bundle_verifies():
    people = (ANN, PAT, CYD)
    made = Made(before=make.founded(*people), has_page=True)
    made.entries = [*make.signed(canonical.digest(made.snapshot), people), made.told()]

    assert checking.verify(made.bundle(), Trust((str(make.ledger_key()),))).is_genuine


def test_the_key_is_written_with_its_site_and_read_again():
    payload = PAT.key.to_payload()

    assert (payload["rp"], payload["origin"]) == ("vsrisk.example", "https://vsrisk.example")
    assert PublicKey.from_payload(payload) == PAT.key
    assert "rp" not in ANN.key.to_payload()


def test_openssl_agrees_about_key_and_signature(tmp_path):
    openssl = shutil.which("openssl")
    assert openssl
    found = Assertion.from_bytes(SIGNED)
    for name, content in {
        "k": PAT.key.der,
        "s": found.signature,
        "m": found.signed_bytes(),
    }.items():
        (tmp_path / name).write_bytes(content)
    line = [openssl, "dgst", "-sha256", "-verify", "k", "-keyform", "DER", "-signature", "s", "m"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "Verified OK\n", done.stderr


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"type": "webauthn.create"}, "something else"),
        ({"type": None}, "something else"),
        ({"challenge": passkeys.challenge_of(b"other")}, "another statement"),
        ({"challenge": passkeys.challenge_of(MESSAGE) + "="}, "another statement"),
        ({"challenge": 7}, "another statement"),
        ({"origin": "https://vsrisk.example.evil"}, "another origin than https://vsrisk.example"),
        ({"origin": None}, "another origin"),
        ({"crossOrigin": True}, "inside a page of another origin"),
        ({"crossOrigin": 0}, "inside a page of another origin"),
        ({"topOrigin": "https://evil.example"}, "inside a page of another origin"),
    ],
)
def test_client_data_of_something_else_is_refused(changed, words):
    assert words in refusal(asserted(passkey.client(MESSAGE, **changed)))


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (b"\xff{}", "no JSON in UTF-8"),
        (b"[" * 100_000, "no JSON in UTF-8"),
        (b"[]", "no object"),
        (passkey.client(MESSAGE)[:-1] + b',"type":"webauthn.get"}', "stands there twice"),
        (b"\xef\xbb\xbf" + passkey.client(MESSAGE), "no JSON in UTF-8"),
    ],
)
def test_client_data_has_one_meaning(client, words):
    assert words in refusal(asserted(client))


def test_what_browsers_add_and_leave_out_is_borne():
    for changed in ({"crossOrigin": None}, {"other_keys_can_be_added_here": "do not compare"}):
        PAT.key.verify(MESSAGE, asserted(passkey.client(MESSAGE, **changed)))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"rp": "evil.example"}, "another relying party than vsrisk.example"),
        ({"flags": passkeys.PRESENT}, "did not verify who used it"),
        ({"flags": passkeys.VERIFIED}, "did not verify who used it"),
        ({"flags": passkey.FLAGS | 0x40}, "flags that are not known"),
        ({"flags": passkey.FLAGS | 0x80}, "flags that are not known"),
        ({"more": b"\xa0"}, "holds extensions"),
    ],
)
def test_authenticator_data_of_something_else_is_refused(parts, words):
    assert words in refusal(asserted(None, passkey.authenticator(**parts)))


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, passkeys.SYNCABLE, 0x18]))
def test_counters_and_synced_passkeys_are_no_reason_to_refuse(counter, synced):
    flags = passkey.FLAGS | synced
    parts = passkey.authenticator(flags=flags, counter=counter)
    PAT.key.verify(MESSAGE, asserted(None, parts))


def test_no_bit_of_an_assertion_can_change():
    for place in range(len(SIGNED) * 8):
        changed = bytearray(SIGNED)
        changed[place // 8] ^= 1 << place % 8
        refusal(bytes(changed))


def test_no_bit_of_its_parts_can_change_and_be_spelled_anew():
    found = Assertion.from_bytes(SIGNED)
    for name in ("authenticator", "client", "signature"):
        part = getattr(found, name)
        for place in range(len(part) * 8):
            changed = bytearray(part)
            changed[place // 8] ^= 1 << place % 8
            refusal(replace(found, **{name: bytes(changed)}).to_bytes())


@pytest.mark.parametrize(
    ("spelled", "words"),
    [
        (lambda r, s: utils.encode_dss_signature(r, passkeys.ORDER - s), "with a low S"),
        (lambda r, s: utils.encode_dss_signature(0, s), "two numbers of P-256"),
        (lambda r, s: utils.encode_dss_signature(r, passkeys.ORDER), "two numbers of P-256"),
        (lambda r, s: utils.encode_dss_signature(r, s) + b"\0", "not DER"),
        (lambda r, s: r.to_bytes(32) + s.to_bytes(32), "not DER"),
        (lambda r, s: b"", "not DER"),
    ],
)
def test_a_signature_has_one_form(spelled, words):
    found = Assertion.from_bytes(SIGNED)
    other = spelled(*utils.decode_dss_signature(found.signature))
    assert words in refusal(replace(found, signature=other).to_bytes())


def test_an_assertion_has_one_spelling():
    value = json.loads(SIGNED)
    assert "not the one Base64" in refusal(trailing(value))
    assert "agreed fields" in refusal(canonical.encode(value | {"userHandle": ""}))
    assert "gives other bytes" in refusal(json.dumps(value).encode())


def trailing(value: dict[str, str]) -> bytes:
    text = value["authenticatorData"]  # 37 bytes: two characters of padding, four idle bits
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(text[-3]) ^ 1]
    return canonical.encode(value | {"authenticatorData": text[:-3] + other + "=="})


def test_another_statement_another_key_and_another_site_are_refused():
    assert "another statement" in refusal(SIGNED, message=envelope.pae(b"{ }"))
    other = PublicKey(Method.WEBAUTHN, passkey.point(9), passkey.SITE)
    assert "does not match" in refusal(SIGNED, other)
    moved = replace(PAT.key, site=Site("example", "https://vsrisk.example"))
    assert "another relying party" in refusal(SIGNED, moved)
    nowhere = replace(PAT.key, site=None)
    assert "does not match" in refusal(SIGNED, nowhere)
    damaged = replace(PAT.key, raw=b"\x04" + bytes(64))
    assert "does not match" in refusal(SIGNED, damaged)


def test_a_signature_of_one_method_never_counts_as_anothers():
    ways = [replace(ANN, method=method) for method in Method]
    for one in ways:
        for other in ways:
            if one is other:
                other.key.verify(MESSAGE, one.sign(b"{}"))
            else:
                refusal(one.sign(b"{}"), other.key)


@pytest.mark.parametrize(
    ("rp", "origin", "words"),
    [
        ("127.0.0.1", "https://127.0.0.1", "of a domain"),
        ("Vsrisk.example", "https://vsrisk.example", "of a domain"),
        ("", "https://vsrisk.example", "of a domain"),
        ("vsrisk.example", "https://vsrisk.example/", "an origin such as"),
        ("vsrisk.example", "https://vsrisk.example:0", "an origin such as"),
        ("vsrisk.example", "https://evilvsrisk.example", "not in its domain"),
        ("vsrisk.example", "http://vsrisk.example", "not https"),
    ],
)
def test_a_site_is_one_that_browsers_would_bear(rp, origin, words):
    with pytest.raises(NotGenuine, match=words):
        Site.checked(rp, origin)


def test_subdomains_ports_and_the_own_machine_are_sites():
    for rp, origin in (
        ("b.example", "https://a.b.example:8443"),
        ("localhost", "http://localhost:80"),
    ):
        assert Site.checked(rp, origin) == Site(rp, origin)


@pytest.mark.parametrize(
    "der",
    [
        ANN.key.der,
        PAT.key.der[:-1],
        PAT.key.der + b"\0",
        passkeys.PREFIX + b"\x04" + bytes(64),
        passkeys.PREFIX + b"\x02" + passkey.point(1)[1:],
    ],
)
def test_other_keys_are_no_passkeys(der):
    payload = PAT.key.to_payload() | {"public": base64.b64encode(der).decode()}
    with pytest.raises(NotGenuine, match="no P-256 public key"):
        PublicKey.from_payload(payload)


def test_the_method_of_an_enrolment_cannot_be_swapped():
    for method in ("ed25519", "sshsig"):
        with pytest.raises(NotGenuine, match="agreed fields"):
            PublicKey.from_payload(PAT.key.to_payload() | {"method": method})
        with pytest.raises(NotGenuine, match="no Ed25519"):
            PublicKey.from_payload(
                {"method": method, "public": base64.b64encode(PAT.key.der).decode()}
            )
    with pytest.raises(NotGenuine, match="agreed fields"):
        PublicKey.from_payload(ANN.key.to_payload() | {"method": "webauthn"})


def test_no_bit_of_an_entry_that_a_passkey_signed_can_change():
    body = make.enrolment(PAT)
    for place in range(0, len(body) * 8, 7):
        changed = bytearray(body)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(NotGenuine):
            proven(bytes(changed))


def proven(body: bytes) -> None:
    entry = entries.parse(body)
    assert isinstance(entry, entries.Signed)
    entry.envelope.verify(entry.statement.key)
