"""One spelling for each thing: what differs from it in form is refused, whoever signed it."""

import base64
import json
import runpy
import subprocess
import sys

import pytest

from assessments.verifier import archive, cli, entries, envelope, keys, note, packed, shapes
from assessments.verifier.bundle import MANIFEST, Bundle
from assessments.verifier.canonical import encode, parse
from assessments.verifier.entries import Kind
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import Method, PublicKey
from assessments.verifier.note import LedgerKey
from assessments.verifier.snapshots import Snapshot
from tests.verifier import make
from tests.verifier.make import ANN, BEN, Made

KEY = make.ledger_key()
SIGNED = make.signoff(ANN, "assessor", "d" * 64)


def changed(body: bytes, **fields) -> bytes:
    """Return an entry with other fields around the statement."""
    return encode(parse(body) | fields)


def restated(body: bytes = SIGNED, **fields) -> bytes:
    """Return a signed entry with other fields in the statement, signed again."""
    payload = base64.b64decode(parse(body)["payload"])
    value = parse(payload) | fields
    return ANN.signs(Envelope(encode(value), ())).to_bytes()


def predicate(**fields) -> bytes:
    payload = base64.b64decode(parse(SIGNED)["payload"])
    return restated(predicate=parse(payload)["predicate"] | fields)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (changed(SIGNED, payloadType="text/plain"), "not application/vnd.in-toto"),
        (changed(SIGNED, extra=1), "agreed fields: extra"),
        (changed(SIGNED, signatures=[]), "at least one key"),
        (changed(SIGNED, signatures=[1]), "signature is not an object"),
        (changed(SIGNED, signatures=[{"keyid": "x" * 64, "sig": "AA=="}]), "64 bytes"),
        (changed(SIGNED, payload="AB=="), "one Base64 spelling"),
        (changed(SIGNED, payload="A B="), "not Base64"),
        (changed(SIGNED, payload="\u20ac"), "not Base64"),
        (changed(SIGNED, payload=base64.b64encode(b"{ }").decode()), "other bytes"),
        (restated(_type="https://in-toto.io/Statement/v0.1"), "no in-toto statement"),
        (restated(subject=[]), "no in-toto statement"),
        (restated(predicateType="urn:other"), "unknown"),
        (restated(subject=[{"name": "x", "digest": {"sha256": "D" * 64}}]), "no SHA-256"),
        (restated(subject=[{"name": "x", "digest": {"sha256": "d" * 64}}]), "of a revision"),
        (predicate(role="owner"), "three roles"),
        (predicate(meaning=" "), "says what it means"),
        (predicate(nonce="short"), "nonce"),
        (predicate(signed_at="2026-11-27 10:00"), "instant"),
        (predicate(keyid="x"), "no SHA-256"),
        (predicate(after=["x"]), "no SHA-256"),
        (predicate(accepted=[{"risk": "R-1", "level": 9, "until": "2027"}]), "from 1 to 5"),
        (predicate(accepted=[{"risk": "R-1", "level": True, "until": "2027"}]), "is a bool"),
        (predicate(person={"uuid": "x"}), "agreed fields"),
        (
            encode({"schema": "other", "kind": "erase", "at": make.AT, "by": None, "facts": {}}),
            "unk",
        ),
        (make.record(Kind.SIGNOFF), "unknown or unsigned"),
        (changed(make.record(Kind.ERASE), at="today"), "instant"),
        (
            changed(make.record(Kind.ERASE), by={"uuid": 1, "name": "", "email": ""}),
            "uuid is a int",
        ),
        (b"not json", "not JSON"),
    ],
)
def test_entries_in_another_form_are_refused(body, words):
    with pytest.raises(NotGenuine, match=words):
        entries.parse(body)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("key", {"method": "rsa", "public": "AA=="}, "'rsa' are unknown"),
        ("key", {"method": "ed25519", "public": "AA=="}, "no Ed25519"),
        ("key", BEN.key.to_payload(), "not about the key"),
    ],
)
def test_enrolments_of_other_keys_are_refused(field, value, words):
    payload = parse(base64.b64decode(parse(make.enrolment(ANN))["payload"]))
    with pytest.raises(NotGenuine, match=words):
        entries.parse(
            restated(make.enrolment(ANN), predicate=payload["predicate"] | {field: value})
        )


def test_a_revocation_gives_a_reason_and_is_about_a_key():
    with pytest.raises(NotGenuine, match="gives a reason"):
        entries.parse(make.revocation(ANN, BEN, reason=" "))
    subject = [{"name": "other", "digest": {"sha256": "d" * 64}}]
    with pytest.raises(NotGenuine, match="about a key"):
        entries.parse(restated(make.revocation(ANN, BEN), subject=subject))


def test_what_is_signed_in_one_way_does_not_count_in_another():
    message = envelope.pae(b"{}")
    raw, wrapped = ANN.private.sign(message), ANN.private.sign(keys.sshsig_blob(message))
    as_ssh = PublicKey(Method.SSHSIG, ANN.key.raw)

    ANN.key.verify(message, raw)
    as_ssh.verify(message, wrapped)
    for key, signature in ((ANN.key, wrapped), (as_ssh, raw), (ANN.key, b"short")):
        with pytest.raises(NotGenuine, match="does not match"):
            key.verify(message, signature)
    with pytest.raises(NotGenuine, match="does not match"):
        PublicKey(Method.ED25519, b"not a key").verify(message, raw)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (b"\xff", "not UTF-8"),
        (b"a\n1\nAA==\n", "three lines"),
        (b"a\n1\nAA==\nmore\n\n\xe2\x80\x94 a AA==\n", "three lines"),
        (b"a\n1\nAA==\n\n\xe2\x80\x94 a AA==\n\n", "three lines"),
        (b"a\n01\nAA==\n\n\xe2\x80\x94 a AA==\n", "no origin or no size"),
        (b"a+b\n1\nAA==\n\n\xe2\x80\x94 a AA==\n", "no origin or no size"),
        (b"a\n1\nAA==\n\n\xe2\x80\x94 a AA==\n", "not 32 bytes"),
        (b"a\n1\nAB==\n\n\xe2\x80\x94 a AA==\n", "one Base64 spelling"),
    ],
)
def test_notes_in_another_frame_are_refused(found, words):
    with pytest.raises(NotGenuine, match=words):
        note.read(found)


def test_a_checkpoint_is_of_the_log_and_by_the_key_that_is_asked_for():
    text = make.sealed(make.founded(ANN)).encode()
    assert note.verify(text, KEY).size == 2
    with pytest.raises(NotGenuine, match="the key of other"):
        note.verify(text, LedgerKey("other", KEY.raw))
    with pytest.raises(NotGenuine, match="not signed by the ledger key"):
        note.verify(text, LedgerKey(KEY.name, b"k" * 32))
    other = text.replace(b"\n2\n", b"\n3\n")
    with pytest.raises(NotGenuine, match="does not match"):
        note.verify(other, KEY)
    named = text.replace(b"\xe2\x80\x94 vsrisk", b"\xe2\x80\x94 vsrosk")
    with pytest.raises(NotGenuine, match="not signed by the ledger key"):
        note.verify(named, KEY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name", "Base64|no ledger key"),
        ("name+00000000+AA==", "no ledger key"),
        ("na me+00000000+" + shapes.encoded(b"\x01" + b"k" * 32), "no ledger key"),
        ("name+00000000+" + shapes.encoded(b"\x01" + b"k" * 32), "the hash in the ledger key"),
    ],
)
def test_ledger_keys_are_printed_in_one_way(text, words):
    with pytest.raises(NotGenuine, match=words):
        LedgerKey.parse(text)
    assert LedgerKey.parse(str(KEY)) == KEY


def test_a_manifest_lists_what_is_there():
    files = Made().files()
    right = archive.read(Made().bundle())
    for manifest, words in (
        ({"schema": "other", "revision": "x", "files": []}, "is not vsrisk.bundle"),
        ({"schema": "vsrisk.bundle/v1", "revision": "x", "files": []}, "not as the manifest"),
    ):
        packed_again = archive.write({**files, MANIFEST: encode(manifest)})
        with pytest.raises(NotGenuine, match=words):
            Bundle.read(packed_again)
    assert set(right) == {*files, MANIFEST}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "not an object"),
        (encode({"schema": "other"}), "not vsrisk.snapshot"),
        (encode({"schema": "vsrisk.snapshot/v1"}), "lacks parts"),
        (make.snapshot(risks=[1]), "lacks parts"),
    ],
)
def test_snapshots_in_another_form_are_refused(content, words):
    with pytest.raises(NotGenuine, match=words):
        Snapshot.read(content)


def test_fields_are_exactly_those_agreed():
    with pytest.raises(NotGenuine, match="not an object"):
        shapes.fields([], "x", a=int)
    with pytest.raises(NotGenuine, match="agreed fields: a, b"):
        shapes.fields({"b": 1}, "x", a=int)
    assert shapes.fields({"a": None}, "x", a=(int, type(None))) == {"a": None}


def test_at_a_glance_only_sign_offs_are_told_apart():
    assert entries.subject_of(SIGNED) == f"{make.UUID}@r1"
    for body in (make.genesis(), make.enrolment(ANN), b"[]", b"{", b'{"payload":1}', b"1"):
        assert entries.subject_of(body) is None


def test_the_program_is_one_file_with_the_same_answers(tmp_path):
    program, bundle, key = tmp_path / packed.NAME, tmp_path / "b.zip", tmp_path / "ledger.key"
    program.write_bytes(packed.packed())
    bundle.write_bytes(Made().bundle())
    key.write_text(f"{KEY}\n")
    kept = tmp_path / "kept.txt"
    kept.write_text(make.sealed(Made().bodies()[:2]))

    def asked(*arguments) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", program, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, words = asked(bundle, "--trust", key, "--kept", kept, "--all")
    assert (code, words.splitlines()[-1]) == (0, "GENUINE: every rule holds.")
    assert "Person 3 <p3@vsrisk.example> signed as approver" in words
    assert asked(bundle, "--trust", str(KEY))[0] == 0
    code, words = asked(bundle)
    assert (code, str(KEY) in words) == (1, True)
    code, words = asked(tmp_path / "none.zip")
    assert (code, "No such file" in words) == (1, True)


def test_the_program_runs_here_too(tmp_path, capsys):
    bundle = tmp_path / "b.zip"
    bundle.write_bytes(Made().bundle())

    assert cli.main([str(bundle), "--trust", str(KEY)]) == 1  # the engine reads no such snapshot
    assert "Levels" in capsys.readouterr().out
    assert cli.main([str(tmp_path / "none.zip")]) == 1


def test_the_module_is_a_program(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["vsrisk-verify", str(tmp_path / "none.zip")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("assessments.verifier", run_name="__main__")
    assert ended.value.code == 1


def test_without_the_application_there_is_no_engine(monkeypatch):
    assert cli.engine() is not None
    monkeypatch.setitem(sys.modules, "assessments.reports.reperformed", None)
    assert cli.engine() is None


def test_json_of_entries_is_read_by_any_program():
    assert json.loads(SIGNED)["payloadType"] == envelope.TYPE
