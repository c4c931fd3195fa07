"""The notary dies or hangs, mail is down: signing goes on, seals and letters follow once."""

import os
import signal

import pytest
from django.utils import timezone

from assessments.actions import uploads
from assessments.custody.notary import Notary
from assessments.custody.sealed import look
from assessments.models import Checkpoint, LedgerEntry, Receipt, ReportFile, Upload
from assessments.queries import bundles
from assessments.verifier import checking
from assessments.verifier.bundle import Bundle
from assessments.verifier.checking import Trust
from tests import full, make, sealed
from tests.faults.letterbox import Letterbox
from tests.faults.plant import Plant, until

SIGNERS = ("analyst", "risk_owner", "approver")


@pytest.fixture
def house(hospital, plant: Plant, monkeypatch, tmp_path):
    """An organisation of its own in the plant, with a revision in sign-off."""
    monkeypatch.setattr(sealed, "notary", lambda: Notary.open(plant.home.notary))
    return tidy(full.make_house("Sealed"))


def tidy(house):
    """Drop the file that waits in the house: other tests count what the plant keeps."""
    upload = Upload.objects.get(pk=house.ids["upload"])
    by = make.acting(house.people["analyst"], house.organisation)
    uploads.cancel(upload=upload, by=by, at=timezone.now())
    return house


def sign_all(house):
    revision = full.freeze(house)
    for role in SIGNERS:
        sealed.sign(revision, make.acting(house.people[role], house.organisation))
    revision.refresh_from_db()
    assert revision.status == "signed"
    return revision


def entries(house) -> int:
    return LedgerEntry.objects.filter(organisation=house.organisation).count()


def checkpoints(house) -> list[int]:
    found = Checkpoint.objects.filter(organisation=house.organisation).order_by("size")
    return list(found.values_list("size", flat=True))


def is_sealed(house) -> bool:
    return bool(checkpoints(house)) and checkpoints(house)[-1] == entries(house)


def require_bundle(house, revision, plant: Plant) -> None:
    """Check that the report is there, sealed once, and all verifies, each length sealed once."""
    final = ReportFile.objects.filter(revision=revision, is_final=True)
    assert until(lambda: final.exclude(certificate="").exists()), plant.log("notary")
    assert until(lambda: is_sealed(house)), plant.log("notary")
    assert final.count() == 1
    seen = look(bytes(final.get().content), {final.get().certificate})
    assert seen.is_genuine, seen.refusals
    assert seen.snapshot == revision.snapshot_id
    known = LedgerEntry.objects.filter(organisation=house.organisation, kind="report")
    assert [final.get().sha256.encode() in bytes(row.body) for row in known] == [True]
    assert "report.pdf" in Bundle.read(bundles.bundle_of(revision)).files
    trust = Trust(publics=(Notary.open(plant.home.notary).public,))
    verdict = checking.verify(bundles.bundle_of(revision), trust)
    assert verdict.is_genuine, verdict.refusals
    assert len(checkpoints(house)) == len(set(checkpoints(house)))


def test_a_notary_killed_between_commit_and_seal_is_followed_by_another(house, plant: Plant):
    before = plant.pid("notary")
    plant.kill("notary")
    revision = sign_all(house)
    assert bundles.sealed_by(revision) is None or plant.pid("notary") != before

    require_bundle(house, revision, plant)
    assert plant.pid("notary") != before


def test_a_notary_that_hangs_holds_nobody_up_and_seals_all_of_it_later(house, plant: Plant):
    pid, was = plant.pid("notary"), checkpoints(house)
    os.kill(pid, signal.SIGSTOP)
    try:
        revision = sign_all(house)
        assert checkpoints(house) == was
        assert bundles.first_seal(revision) is None
    finally:
        os.kill(pid, signal.SIGCONT)
    require_bundle(house, revision, plant)


def test_while_mail_is_down_signing_goes_on_and_each_letter_goes_once(house, plant: Plant):
    box = Letterbox(int(plant.env["VSRISK_MAIL_PORT"]))
    revision = sign_all(house)
    require_bundle(house, revision, plant)
    mine = Receipt.objects.filter(organisation=house.organisation)
    assert until(lambda: not mine.filter(tries=0).exists())
    assert not mine.filter(sent_at__isnull=False).exists()
    with box.open():
        for each in range(3):  # an hour passes, and the worker dies while it sends
            mine.filter(sent_at=None).update(next_try_at=timezone.now())
            if each == 0:
                assert until(lambda: box.letters)
                plant.kill_worker()
        assert until(lambda: not mine.filter(sent_at=None).exists() or _again(mine))
        assert until(lambda: not mine.filter(sent_at=None).exists())

    wanted = {
        f"<receipt-{house.organisation.uuid}-{pk}@" for pk in mine.values_list("pk", flat=True)
    }
    ours = [one for one in box.ids if str(house.organisation.uuid) in one]  # not other tests'
    assert {one[: one.index("@") + 1] for one in ours} == wanted
    assert len(ours) <= len(wanted) + 1  # the letter in the hands of the worker that died


def _again(mine) -> bool:
    mine.filter(sent_at=None).update(next_try_at=timezone.now())
    return False
