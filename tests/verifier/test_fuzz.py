"""Twenty thousand bundles that differ in one thing from a genuine one: none is accepted."""

import base64
import json
import random
import unicodedata
from dataclasses import replace

import pytest

from assessments.verifier import archive, canonical, checking
from assessments.verifier.bundle import CHECKPOINT, LEDGER, MANIFEST, SNAPSHOT, Bundle
from assessments.verifier.checking import Trust
from assessments.verifier.keys import Method
from tests.verifier import make
from tests.verifier.make import Made

TRUST = Trust(keys=(str(make.ledger_key()),))
BITS, REPACKED, STRUCTURAL = 9_000, 7_000, 4_000
PEOPLE = (make.ANN, replace(make.BEN, method=Method.WEBAUTHN), make.CYD)  # one with a passkey
MADE = Made(has_page=True, before=make.founded(*PEOPLE))
MADE.entries = [*make.signed(canonical.digest(MADE.snapshot), PEOPLE), MADE.told()]
FILES, BUNDLE = MADE.files(), MADE.bundle()


def is_accepted(content: bytes) -> bool:
    return checking.verify(content, TRUST).is_genuine


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def packed(files: dict[str, bytes]) -> bytes:
    """Pack changed files as whoever forges would: with a manifest that lists them."""
    return Bundle(MADE.revision, files).to_bytes()


def test_the_one_that_was_not_changed_is_accepted():
    assert is_accepted(BUNDLE)
    assert packed(FILES) == BUNDLE


def test_no_bit_of_the_archive_can_change():
    chance = random.Random(1)
    places = chance.sample(range(len(BUNDLE) * 8), BITS)
    assert [place for place in places if is_accepted(flipped(BUNDLE, place))] == []


def test_no_bit_of_any_file_can_change_and_be_packed_again():
    chance = random.Random(2)
    for _ in range(REPACKED):
        name = chance.choice(sorted(FILES))
        place = chance.randrange(len(FILES[name]) * 8)
        assert not is_accepted(packed(FILES | {name: flipped(FILES[name], place)})), (name, place)


def lines(files: dict[str, bytes]) -> list[bytes]:
    return files[LEDGER].splitlines()


def with_lines(bodies: list[bytes]) -> dict[str, bytes]:
    """Return the files with another ledger, its checkpoint kept."""
    return FILES | {LEDGER: b"".join(body + b"\n" for body in bodies)}


def drop(chance, bodies):
    del bodies[chance.randrange(len(bodies))]


def double(chance, bodies):
    bodies.insert(chance.randrange(len(bodies)), chance.choice(bodies))


def swap(chance, bodies):
    one, other = chance.sample(range(len(bodies)), 2)
    bodies[one], bodies[other] = bodies[other], bodies[one]


def trailing_bits(chance, bodies):
    """Change bits of Base64 that stand for nothing."""
    n, at = _padded(chance, bodies)
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = bytearray(bodies[n])
    body[at] = alphabet[alphabet.index(body[at]) ^ 1]
    bodies[n] = bytes(body)


def _padded(chance, bodies):
    found = [
        (n, at - 1)
        for n, body in enumerate(bodies)
        for at in range(1, len(body))
        if body[at : at + 1] == b"=" and body[at - 1 : at] != b"="
    ]
    return chance.choice(found)


def double_key(chance, bodies):
    n = chance.randrange(len(bodies))
    name = chance.choice(list(json.loads(bodies[n])))
    value = json.dumps(json.loads(bodies[n])[name], separators=(",", ":"))
    bodies[n] = bodies[n][:-1] + f',"{name}":{value}}}'.encode()


def spaced(chance, bodies):
    n = chance.randrange(len(bodies))
    place = bodies[n].index(b":", chance.randrange(len(bodies[n]) // 2)) + 1
    bodies[n] = bodies[n][:place] + b" " + bodies[n][place:]


def other_role(chance, bodies):
    _restate(chance, bodies, role=chance.choice(["assessor", "risk_owner", "approver"]))


METHODS = ["sshsig", "rsa", "none", "ED25519"]


def other_method(chance, bodies):
    n = chance.choice([1, 2, 3])
    payload = json.loads(base64.b64decode(json.loads(bodies[n])["payload"]))
    payload["predicate"]["key"]["method"] = chance.choice(METHODS)
    _put(bodies, n, payload)


def cleared_or_moved(chance, bodies):
    """Change a part of the passkey's assertion and spell it as it should be."""
    n = chance.choice([2, 5])
    value = json.loads(bodies[n])
    one = value["signatures"][0]
    parts = json.loads(base64.b64decode(one["sig"]))
    name = chance.choice(sorted(parts))
    part = bytearray(base64.b64decode(parts[name]))
    if name == "authenticatorData" and chance.random() < 0.5:
        part[32] &= ~0x04  # who used it was not verified
    else:
        part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
    parts[name] = base64.b64encode(part).decode()
    one["sig"] = base64.b64encode(canonical.encode(parts)).decode()
    bodies[n] = canonical.encode(value)


def other_site(chance, bodies):
    payload = json.loads(base64.b64decode(json.loads(bodies[2])["payload"]))
    name, value = chance.choice([("rp", "example"), ("origin", "https://x.vsrisk.example")])
    payload["predicate"]["key"][name] = value
    _put(bodies, 2, payload)


def _restate(chance, bodies, **predicate):
    n = chance.choice([4, 5, 6])
    payload = json.loads(base64.b64decode(json.loads(bodies[n])["payload"]))
    payload["predicate"] |= predicate
    _put(bodies, n, payload)


def _put(bodies, n, payload):
    value = json.loads(bodies[n])
    bodies[n] = canonical.encode(
        value | {"payload": base64.b64encode(canonical.encode(payload)).decode()}
    )


LEDGERS = (
    drop,
    double,
    swap,
    trailing_bits,
    double_key,
    spaced,
    other_role,
    other_method,
    cleared_or_moved,
    other_site,
)


@pytest.mark.parametrize("change", LEDGERS)
@pytest.mark.parametrize("seals", ["as it was", "by the thief of the ledger key"])
def test_no_other_ledger_is_accepted_even_from_whoever_holds_the_ledger_key(change, seals):
    chance = random.Random(f"{change.__name__} {seals}")
    for _ in range(STRUCTURAL // len(LEDGERS) // 2):
        bodies = lines(FILES)
        change(chance, bodies)
        if bodies == lines(FILES):  # a role put in its own place
            continue
        files = with_lines(bodies)
        if seals != "as it was":
            files[CHECKPOINT] = make.sealed(bodies).encode()
        assert not is_accepted(packed(files)) or _is_harmless(bodies), bodies


def _is_harmless(bodies: list[bytes]) -> bool:
    """Say whether only records that bind nothing were moved, which the key's thief may."""
    kept = [body for body in bodies if b'"vsrisk.record/v1"' not in body]
    return kept == [body for body in lines(FILES) if b'"vsrisk.record/v1"' not in body]


@pytest.mark.parametrize(
    "framed",
    [
        lambda note: note + b"\n",
        lambda note: b"\n" + note,
        lambda note: note.replace(b"\n\n", b"\n\n\n"),
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note.replace("\u2014".encode(), b"-"),
        lambda note: note[:-1],
        lambda note: note + note.splitlines(keepends=True)[-1],
        lambda note: note.replace(b"\n8\n", b"\n08\n"),
        lambda note: b"",
    ],
)
def test_notes_are_framed_exactly(framed):
    assert not is_accepted(packed(FILES | {CHECKPOINT: framed(FILES[CHECKPOINT])}))


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace('"level":3', '"level":3.0'),
        lambda text: text.replace('"level":3', '"level":3e0'),
        lambda text: text.replace("Clinical", "Clinic\\u0061l"),
        lambda text: unicodedata.normalize("NFD", text.replace("Clinical", "Cl\u00efnical")),
        lambda text: text.replace('"key":"A-1"', '"key":"A-1","key":"A-1"'),
        lambda text: text + "\n",
        lambda text: "\ufeff" + text,
    ],
)
def test_a_snapshot_has_one_spelling(written):
    content = written(FILES[SNAPSHOT].decode()).encode()
    assert content != FILES[SNAPSHOT]
    assert not is_accepted(packed(FILES | {SNAPSHOT: content}))


def test_an_archive_that_holds_a_name_twice_is_refused():
    files = archive.read(BUNDLE)
    one = archive.write({"VERIFY.md": b"first"})
    entry = one[: one.index(b"PK\x01\x02")]
    assert not is_accepted(entry + BUNDLE)
    assert MANIFEST in files


def test_the_ledger_of_another_organisation_is_refused():
    other = Made(origin="vsrisk.example/org/other", has_page=True)
    other.before[0] = make.genesis(make.ledger_key(other.origin))
    assert checking.verify(other.bundle(), Trust((str(make.ledger_key(other.origin)),))).is_genuine
    assert not is_accepted(other.bundle())
