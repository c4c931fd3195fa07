"""The pages of keys, the ledger and verification, as browsers ask for them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import carrying, keys
from assessments.actions.pens import Pen
from assessments.models import LedgerEntry, ReportFile, SigningKey
from assessments.queries import ledger as ledgers
from assessments.verifier.bundle import Bundle
from assessments.verifier.merkle import leaf_hash
from tests import full, make, sealed
from tests.verifier.make import Made, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = full.make_house("Verified")
    full.sign_off(made)
    return made


def client_of(house, role) -> Client:
    client = Client()
    client.force_login(house.people[role])
    return client


def verify(bundle: bytes, **more) -> str:
    given = {"bundle": SimpleUploadedFile("b.zip", bundle), **more}
    answer = Client().post("/verify/", given)
    assert answer.status_code in (200, 422)
    return str(answer.content.decode())


def bundle_of(house) -> bytes:
    answer = client_of(house, "auditor").get(house.url("bundle-file", revision=2))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('_r2.vsrisk.zip"')
    return bytes(answer.content)


def test_anybody_verifies_a_bundle_and_learns_why_another_is_refused(house):
    bundle = bundle_of(house)
    key = str(ledgers.key_of(house.organisation.pk))

    assert "This is the signed revision 2" in verify(bundle, key=key)
    by_itself = verify(bundle)
    assert "This is the signed revision 2" in by_itself
    assert "this server vouched for its own" in by_itself
    assert "refused" in verify(bundle, key=str(ledgers.key_of(house.organisation.pk)) + "x")
    assert "The archive is not in its one form" in verify(bundle[:-1])
    assert "not one that you trust" in verify(Made().bundle())
    kept = SimpleUploadedFile("c.txt", ledgers.newest(house.organisation.pk).note.encode())
    assert "it extends the checkpoint" in verify(bundle, key=key, kept=kept).lower()


def test_anybody_verifies_a_report_and_learns_why_another_is_refused(house):
    report = ReportFile.objects.exclude(certificate="").get()
    pdf = bytes(report.content)

    by_itself = verify(pdf)
    assert "This report is as it was sealed" in by_itself
    assert "this server vouched for its own" in by_itself
    assert report.revision.snapshot_id in by_itself
    kept = verify(pdf, key=report.certificate.upper())
    assert "This report is as it was sealed" in kept
    assert "vouched for its own" not in kept
    other = verify(pdf, key="0" * 64)
    assert "This report is refused" in other
    assert report.certificate in other
    assert "Something was added to the file after it was sealed" in verify(pdf + b"\n%more")
    assert "This report is refused" in verify(b"%PDF-1.7 nothing")


def test_files_of_evidence_go_along_when_asked_for(house, settings):
    auditor, url = client_of(house, "auditor"), house.url("bundle-file", revision=2)
    content = auditor.get(url + "?evidence=1").content
    files = Bundle.read(content).evidence()

    assert list(files.values()) == [b"plain words"]
    assert "1 of 1 files of evidence came along" in verify(content)
    assert "With the files of evidence" in auditor.get(house.url("sign-off")).content.decode()
    settings.BUNDLE_EVIDENCE_BYTES = 10
    answer = auditor.get(url + "?evidence=1")
    assert (answer.status_code, "too large for one bundle" in answer.content.decode()) == (
        409,
        True,
    )
    assert auditor.get(url).status_code == 200


def test_what_is_missing_or_too_large_is_said_at_once(settings):
    settings.VERIFY_LIMIT_BYTES = 10
    answer = Client().post("/verify/", {"kept": SimpleUploadedFile("c", b"x" * 20_000)})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the bundle" in words
    assert "larger than any checkpoint" in words
    assert "too large for this page" in verify(b"x" * 11)


def test_few_bundles_are_verified_for_one_address(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify": "2/m/ip"}
    answers = [verify(b"x") for _ in range(3)]
    assert ["Wait a minute" in answer for answer in answers] == [False, False, True]


def test_the_program_is_given_to_anybody():
    answer = Client().get(reverse("verifier-file"))
    assert answer.content.startswith(b"#!/usr/bin/env python3\nPK")
    assert "vsrisk-verify.pyz" in answer["Content-Disposition"]


def test_a_revision_that_was_returned_has_no_bundle(house):
    answer = client_of(house, "auditor").get(house.url("bundle-file", revision=1))
    assert answer.status_code == 409
    assert "signed by all and sealed" in answer.content.decode()


def test_the_ledger_is_read_page_by_page_and_taken_away(house):
    auditor = client_of(house, "auditor")
    page = auditor.get(house.url("ledger")).content.decode()
    lines = auditor.get(house.url("ledger-file")).content.splitlines()
    checkpoint = auditor.get(house.url("checkpoint-file")).content.decode()

    for words in ("r2 signed as approver", "Revision returned", "Report rendered", "Ledger begun"):
        assert words in page
    assert "not yet sealed" not in page
    assert checkpoint.splitlines()[1] == str(len(lines))
    empty = make.organisation()
    someone = make.person(empty)
    client = Client()
    client.force_login(someone)
    assert client.get(f"/o/{empty.slug}/ledger/checkpoint.txt").status_code == 404
    assert (
        "begins with the first signing key"
        in client.get(f"/o/{empty.slug}/ledger/").content.decode()
    )


def test_what_is_no_entry_is_shown_where_one_looks_for_it(house):
    LedgerEntry.objects.create(
        organisation=house.organisation,
        kind="erase",
        body=b"garbage",
        leaf=leaf_hash(b"garbage"),
        at=make.NOON,
    )
    page = client_of(house, "auditor").get(house.url("ledger")).content.decode()
    assert "Not an entry" in page
    assert "not JSON" in page


def test_the_sign_off_page_says_how_far_the_seal_is(house):
    page = client_of(house, "auditor").get(house.url("sign-off")).content.decode()
    assert "Sealed by the notary" in page
    assert "Download the bundle" in page


def post(house, role, name, **fields):
    given = {"signing_key": fields.pop("signing_key", house.ids["signing_key"])}
    return client_of(house, role).post(house.url(name, **given), fields)


def test_forms_of_keys_are_refused_in_words(house):
    made = Person(61)
    for role, name, fields, words in (
        (
            "auditor",
            "key-make",
            {"passphrase": "a" * 12, "again": "a" * 12},
            "your roles do neither",
        ),
        ("analyst", "key-make", {"passphrase": "a" * 12, "again": "b" * 12}, "not the same"),
        ("analyst", "key-make", {"passphrase": "x y" * 9, "again": "x y" * 9}, "You have a key"),
        ("analyst", "key-offer", {"public": "x"}, "You have a key"),
        ("analyst", "key-bring", {"prepared": "x"}, "not the bytes"),
        ("analyst", "statement-bytes", {"prepared": "x"}, "not the bytes"),
        ("analyst", "key-vouch", {"passphrase": "x"}, "does not wait"),
        ("analyst", "key-withdraw", {}, "Only a key that waits"),
        ("analyst", "key-revoke", {"reason": ""}, "Say why"),
        ("approver", "key-revoke", {"reason": "x"}, "by its person, or by an administrator"),
    ):
        answer = post(house, role, name, **fields)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), (name, words)
    assert made.key.keyid not in SigningKey.objects.values_list("keyid", flat=True)


def test_passphrases_are_not_tried_without_end(house, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reauthenticate": "2/m/user"}
    answers = [
        post(house, "analyst", "key-revoke", reason="x", passphrase="wrong").content.decode()
        for _ in range(3)
    ]
    assert ["passphrase is not right" in answer for answer in answers] == [True, True, False]
    assert "Wait a minute" in answers[2]


def test_a_signature_file_that_is_none_is_refused_by_its_size(house):
    large = SimpleUploadedFile("s", b"x" * 20_001)
    answer = post(house, "analyst", "key-vouch", signature=large)
    assert "larger than any signature" in answer.content.decode()
    assert sealed.PASSPHRASE not in answer.content.decode()


def test_who_is_to_sign_without_a_key_is_told_and_so_is_who_could_vouch(settings, tmp_path):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    house = full.make_house("Waiting")
    full.freeze(house)
    by = make.acting(house.people["analyst"], house.organisation)
    keys.revoke(
        key_id=house.ids["signing_key"],
        stolen=carrying.Stolen("Lost"),
        pen=Pen(sealed.PASSPHRASE),
        by=by,
        at=timezone.now(),
    )
    analyst, owner = client_of(house, "analyst"), client_of(house, "risk_owner")

    assert "No signing key yet" in owner.get(house.url("sign-off")).content.decode()
    work = analyst.get(house.url("work")).content.decode()
    assert "Make your signing key" in work
    assert "To sign you need a signing key" in analyst.get(house.url("sign-off")).content.decode()
    keys.make(passphrase=sealed.PASSPHRASE, by=by, at=timezone.now())
    assert "Make your signing key" not in analyst.get(house.url("work")).content.decode()
    words = f"Vouch for the key of {house.people['analyst'].name}"
    assert words in owner.get(house.url("work")).content.decode()
