"""The notary: what it seals, what it refuses to seal, and the letters that go out then."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from assessments.actions import keys, letters, sealing
from assessments.custody.notary import Notary
from assessments.models import Checkpoint, LedgerEntry, NotaryKey, Receipt
from assessments.queries import health
from assessments.verifier import merkle, note
from assessments.verifier.entries import Kind
from tests import full, make, sealed
from tests.verifier import make as forge

pytestmark = pytest.mark.django_db


@pytest.fixture
def notary(tmp_path, monkeypatch) -> Notary:
    """A notary of this test alone, since each remembers what it sealed."""
    made = Notary.make(tmp_path / "notary")
    monkeypatch.setattr(sealed, "notary", lambda: made)
    return made


@pytest.fixture
def org(notary):
    return make.organisation()


@pytest.fixture
def cast(org):
    found = [make.actor(org, role) for role in ("analyst", "risk_owner", "approver")]
    sealed.enrol(*found)
    return found


def seal(org, notary):
    return sealing.seal(org.pk, notary, at=timezone.now())


def test_a_ledger_is_sealed_once_for_each_length(
    org, cast, notary, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = seal(org, notary)
    assert seal(org, notary) is None
    sealed.vouch(add_key(org), cast[0])
    assert sealing.unsealed() == []
    sealed.vouch(add_key(org, vouched_by=cast), cast[0])

    assert sealing.unsealed() == [org.pk]
    second = seal(org, notary)
    assert (first.size, second.size) == (4, 5)
    key = NotaryKey.objects.get().key_of(org.uuid)
    assert note.verify(second.note.encode(), key).root.hex() == second.root
    assert notary.kept(str(org.uuid)) == first.note.encode()  # the second has not committed


def add_key(org, vouched_by=()):
    key = keys.make(passphrase=sealed.PASSPHRASE, by=make.actor(org, "analyst"), at=timezone.now())
    for one in vouched_by[:2]:
        sealed.vouch(key, one)
    return key


def add(org, body: bytes, kind: str = "erase"):
    return LedgerEntry.objects.create(
        organisation=org, kind=kind, body=body, leaf=merkle.leaf_hash(body), at=make.NOON
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"garbage", "entry 4 of the ledger: not JSON"),
        (forge.signoff(forge.ANN, "assessor", "d" * 64), "is not enrolled"),
        (forge.enrolment(forge.ANN), "vouch for Person 1, 2 must"),
    ],
)
def test_what_breaks_a_rule_is_not_sealed(org, cast, notary, body, words, caplog):
    add(org, body)
    with pytest.raises(sealing.Unsound, match=words):
        seal(org, notary)
    assert not Checkpoint.objects.exists()
    assert f"the ledger of {org.slug} is not sealed" in caplog.text


def test_a_ledger_that_names_another_key_is_not_sealed(org, cast, tmp_path):
    with pytest.raises(sealing.Unsound, match="another key than the notary's"):
        seal(org, Notary.make(tmp_path / "other"))


def test_a_notary_whose_key_was_made_anew_is_not_introduced(org, cast, tmp_path):
    with pytest.raises(sealing.Unsound, match="another key"):
        sealing.introduce(Notary.make(tmp_path / "other"), host="x", at=timezone.now())
    assert NotaryKey.objects.count() == 1


def test_there_is_nothing_to_seal_before_the_ledger_has_begun(org, notary):
    with pytest.raises(sealing.Unsound, match="has not begun"):
        seal(org, notary)


def test_a_database_that_was_set_back_is_not_sealed_again(org, cast, notary):
    made = seal(org, notary)
    longer = note.Checkpoint(NotaryKey.objects.get().key_of(org.uuid).name, 9, b"r" * 32)
    notary.keep(str(org.uuid), longer.signed(notary.key))
    add(org, forge.record(Kind.ERASE))
    with pytest.raises(sealing.Unsound, match="5 entries, 9 were sealed: the database was set"):
        seal(org, notary)
    assert list(Checkpoint.objects.all()) == [made]


def test_a_history_that_was_rewritten_is_not_sealed_again(org, cast, notary):
    seal(org, notary)
    other = note.Checkpoint(NotaryKey.objects.get().key_of(org.uuid).name, 3, b"r" * 32)
    notary.keep(str(org.uuid), other.signed(notary.key))
    add(org, forge.record(Kind.ERASE))
    with pytest.raises(sealing.Unsound, match="first 3 entries are not those"):
        seal(org, notary)


def test_checkpoints_are_put_where_the_operator_wants_them(
    org, cast, notary, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.CHECKPOINT_DIR = str(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        made = seal(org, notary)
    assert (tmp_path / f"{org.slug}-00000004.txt").read_text() == made.note


@pytest.fixture
def letters_go(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_each_signer_and_the_auditors_hear_of_it_with_the_checkpoint(
    notary, settings, tmp_path, letters_go
):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    house = full.make_house("Letters")
    Receipt.objects.all().delete()
    full.sign_off(house)
    addresses = {role: person.email for role, person in house.people.items()}
    last = Receipt.objects.filter(entry__kind="signoff").order_by("entry__number")
    by_entry: dict[int, set[str]] = {}
    for one in last:
        by_entry.setdefault(one.entry.number, set()).add(one.address)

    assert list(by_entry.values()) == [
        {addresses["analyst"]},
        {addresses["risk_owner"]},
        {addresses[role] for role in ("analyst", "risk_owner", "approver", "auditor")},
    ]
    for one in Receipt.objects.all():
        assert letters.send(one.pk, at=timezone.now())
        assert not letters.send(one.pk, at=timezone.now())
    assert len(mail.outbox) == Receipt.objects.count() == 6
    letter = next(each for each in mail.outbox if "approver" in str(each.subject))
    assert "I approve revision 2" in str(letter.body)
    covering = Checkpoint.objects.filter(size__gt=last[len(last) - 1].entry.number)
    checkpoint = covering.order_by("size").first()
    assert checkpoint.note in str(letter.body)
    assert letter.attachments[0].content == checkpoint.note
    assert str(NotaryKey.objects.get().key_of(house.organisation.uuid)) in str(letter.body)


def test_a_letter_that_does_not_go_is_tried_again_later_with_the_same_id(
    org, cast, notary, letters_go, monkeypatch
):
    seal(org, notary)
    receipt, at = Receipt.objects.order_by("pk").first(), timezone.now()

    def down(*_args: object) -> int:
        raise ConnectionRefusedError("nobody listens")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
        assert not letters.send(receipt.pk, at=at)
    assert not letters.send(receipt.pk, at=at + timedelta(seconds=29))
    receipt.refresh_from_db()
    assert (receipt.tries, receipt.error, receipt.sent_at) == (1, "nobody listens", None)
    assert letters.send(receipt.pk, at=at + timedelta(seconds=30))
    ids = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert ids == {f"<receipt-{org.uuid}-{receipt.pk}@localhost>"}


def test_where_no_mail_is_sent_letters_wait_without_being_tried(org, cast, notary, settings):
    settings.EMAIL_BACKEND = letters.NOWHERE
    seal(org, notary)
    receipt = Receipt.objects.first()

    assert letters.ring(at=timezone.now()) == 0
    assert not letters.send(receipt.pk, at=timezone.now())
    receipt.refresh_from_db()
    assert receipt.tries == 0


def test_what_waits_is_rung_for(org, cast, notary, letters_go, monkeypatch):
    rung: list[tuple] = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, *, kwargs, **_: rung.append((name, kwargs))
    )
    assert sealing.ring() == 1
    seal(org, notary)
    assert sealing.ring() == 0
    assert letters.ring(at=timezone.now()) == Receipt.objects.count()

    assert rung[0] == ("assessments.seal", {"organisation_id": org.pk})
    assert {name for name, _ in rung[1:]} == {"assessments.letter"}


def test_a_checkpoint_that_somebody_put_into_the_database_is_not_believed(org, cast, notary):
    made = seal(org, notary)
    add(org, forge.record(Kind.ERASE))
    for size, text in ((9, made.note), (9, "garbage")):
        with transaction.atomic():
            Checkpoint.objects.create(
                organisation=org, size=size, root="r" * 64, note=text, sealed_at=make.NOON
            )
            with pytest.raises(sealing.Unsound, match=r"not the one that it says|three lines"):
                seal(org, notary)
            transaction.set_rollback(True)
    assert seal(org, notary).size == 5


def test_a_notary_that_starts_looks_at_what_it_sealed(
    org, cast, notary, settings, django_capture_on_commit_callbacks
):
    settings.NOTARY_DIR, settings.LEDGER_HOST = notary.folder, "vsrisk.example"
    with django_capture_on_commit_callbacks(execute=True):
        seal(org, notary)
    said = StringIO()
    call_command("notary", stdout=said)
    assert "is ready" in said.getvalue()
    longer = note.Checkpoint(NotaryKey.objects.get().key_of(org.uuid).name, 9, b"r" * 32)
    notary.keep(str(org.uuid), longer.signed(notary.key))
    notary.keep("9a3c0f6e-1111-4222-8333-444455556666", "x")

    with pytest.raises(CommandError) as caught:
        call_command("notary")
    assert f"{org.slug}: the ledger has 4 entries, 9 were sealed" in str(caught.value)
    assert "9a3c0f6e-1111-4222-8333-444455556666 is gone" in str(caught.value)


def test_a_notary_without_its_key_says_so(org, cast, settings, tmp_path):
    settings.NOTARY_DIR = tmp_path / "empty"
    with pytest.raises(CommandError, match="holds no ledger key"):
        call_command("notary")
    Notary.make(tmp_path / "empty")
    with pytest.raises(CommandError, match="sealed by another key"):
        call_command("notary")


def test_the_first_start_makes_the_key(settings, tmp_path):
    settings.NOTARY_DIR = tmp_path / "new"
    call_command("notary", stdout=StringIO())
    call_command("notary", stdout=StringIO())
    assert bytes(NotaryKey.objects.get().public) == Notary.open(tmp_path / "new").public


def test_what_was_not_kept_outside_is_kept_when_the_notary_is_rung_again(
    org, cast, notary, settings, tmp_path, django_capture_on_commit_callbacks
):
    made = seal(org, notary)  # whose transaction ends with this test
    settings.CHECKPOINT_DIR = str(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        assert seal(org, notary) is None
    assert notary.kept(str(org.uuid)) == made.note.encode()
    assert (tmp_path / f"{org.slug}-00000004.txt").exists()


def test_a_ledger_that_waits_for_ten_minutes_is_told(org, cast, notary):
    later = timezone.now() + timedelta(minutes=11)
    words = "1 ledgers wait for the notary: look at its log"
    assert words not in health.lagging(at=timezone.now())
    assert words in health.lagging(at=later)
    seal(org, notary)
    assert words not in health.lagging(at=later)


def test_letters_of_long_ago_are_not_sent_when_mail_comes(org, cast, notary, letters_go):
    seal(org, notary)
    assert letters.ring(at=timezone.now() + timedelta(days=8)) == 0
