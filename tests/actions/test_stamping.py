"""The report of a signed revision: rendered when the signatures are sealed, then sealed itself."""

import logging
import shutil
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessments.actions import publishing, sealing, signing, stamping, work
from assessments.custody import seals
from assessments.custody.notary import Notary
from assessments.custody.sealed import look
from assessments.models import LedgerEntry, ReportFile, Revision, Run
from assessments.queries import bundles
from assessments.verifier import entries
from assessments.verifier.bundle import REPORT, Bundle
from tests import full, make, sealed
from tests.authority import authority

pytestmark = pytest.mark.django_db
SIGNERS = ("analyst", "risk_owner", "approver")


@pytest.fixture
def notary(tmp_path, monkeypatch) -> Notary:
    made = Notary.make(tmp_path / "notary")
    monkeypatch.setattr(sealed, "notary", lambda: made)
    return made


@pytest.fixture
def house(notary):
    return full.make_house("Sealed")


def sign(house, *roles: str) -> Revision:
    revision = house.draft.revisions.filter(status="in_signoff").first() or full.freeze(house)
    for role in roles:
        sealed.sign(revision, make.acting(house.people[role], house.organisation))
    revision.refresh_from_db()
    return revision


def stamp(report: ReportFile, notary: Notary) -> ReportFile | None:
    return stamping.seal(report.pk, notary.folder, at=timezone.now())


def final(revision: Revision) -> ReportFile:
    return revision.reports.get(is_final=True)


def test_the_report_is_asked_for_once_when_the_last_signature_is_sealed(house, notary):
    finals = Run.objects.filter(kind=Run.Kind.FINAL)
    revision = sign(house, "analyst", "risk_owner")
    sealed.seal(house.organisation)
    assert not finals.exists()
    sign(house, "approver")
    assert not finals.exists()

    sealed.seal(house.organisation)
    assert finals.get().subject == revision.pk
    sealed.finish(house.organisation)
    sealed.finish(house.organisation)

    assert finals.get().state == Run.State.DONE
    assert revision.reports.filter(is_final=True).count() == 1


def test_a_sealed_report_shows_the_checkpoint_and_is_known_to_the_ledger(house, notary):
    revision = sign(house, *SIGNERS)
    sealed.finish(house.organisation)
    report = final(revision)

    seen = look(bytes(report.content), {report.certificate})
    assert seen.is_genuine, seen.refusals
    assert seen.snapshot == revision.snapshot_id
    assert (
        report.certificate
        == seals.of(notary.folder, str(house.organisation.uuid), "", at=timezone.now()).fingerprint
    )
    entry = LedgerEntry.objects.get(organisation=house.organisation, kind="report")
    facts = entries.parse(bytes(entry.body)).record.facts
    assert facts["sha256"] == report.sha256
    assert facts["certificate"] == report.certificate
    assert Bundle.read(bundles.bundle_of(revision)).files[REPORT] == bytes(report.content)


def test_a_report_is_sealed_once_and_rings_come_for_those_that_wait(house, notary):
    revision = sign(house, *SIGNERS)
    sealed.seal(house.organisation)
    work.do_all(timezone.now)
    report = final(revision)

    assert list(stamping.unsealed()) == [report]
    assert stamping.ring() == 1
    assert stamp(report, notary).pk == report.pk
    assert stamp(report, notary) is None
    assert not stamping.unsealed().exists()


def test_a_revision_reopened_before_its_report_was_made_gets_it_all_the_same(house, notary):
    revision = sign(house, *SIGNERS)
    sealed.seal(house.organisation)
    house.draft.refresh_from_db()
    by = make.acting(house.people["analyst"], house.organisation)
    signing.reopen(assessment=house.draft, reason="It moved.", by=by, at=timezone.now())
    sealed.finish(house.organisation)

    assert look(bytes(final(revision).content), {final(revision).certificate}).is_genuine


def test_what_was_rendered_before_the_last_signature_is_never_sealed(house, notary):
    revision = sign(house, "analyst", "risk_owner")
    by = make.acting(house.people["analyst"], house.organisation)
    publishing.ask(assessment=revision.assessment, by=by, at=timezone.now())
    work.do_all(timezone.now)
    early = revision.reports.get()
    sign(house, "approver")
    sealed.finish(house.organisation)

    early.refresh_from_db()
    assert (early.is_final, early.certificate) == (False, "")
    assert stamp(early, notary) is None
    assert final(revision).certificate


def test_a_certificate_that_ran_out_leaves_the_report_waiting_and_says_why(house, notary, caplog):
    at = timezone.now()
    old = seals.Seal.make("Old", at=at - timedelta(days=5_000))
    (notary.folder / "seals").mkdir()
    (notary.folder / "seals" / f"{house.organisation.uuid}.pem").write_bytes(old.to_pem())
    revision = sign(house, *SIGNERS)
    with caplog.at_level(logging.ERROR):
        sealed.finish(house.organisation)

    assert "valid until" in caplog.text
    assert list(stamping.unsealed()) == [final(revision)]
    assert REPORT not in Bundle.read(bundles.bundle_of(revision)).files


@pytest.mark.parametrize(
    "change",
    [
        {"content": b"%PDF-other"},
        {"certificate": "0" * 64},
        {"is_final": False},
        {"certificate": "", "sealed_at": None},
    ],
)
def test_the_database_keeps_a_sealed_report_as_it_is(house, notary, change):
    revision = sign(house, *SIGNERS)
    sealed.finish(house.organisation)
    rows = ReportFile.objects.filter(pk=final(revision).pk)

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.delete()


def test_a_ledger_that_is_not_sealed_gives_no_report(house, notary):
    revision = sign(house, *SIGNERS)
    stranger = Notary.make(notary.folder / "stranger")
    with pytest.raises(sealing.Unsound):
        sealing.seal(house.organisation.pk, stranger, at=timezone.now())

    assert not Run.objects.filter(kind=Run.Kind.FINAL).exists()
    assert bundles.first_seal(revision) is None


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_an_authority_that_is_away_delays_the_seal_and_later_states_the_time(
    house, notary, settings, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr(stamping, "authority", stamping.Authority())
    with authority(tmp_path / "tsa") as settings.TIME_STAMP_URL:
        pass
    revision = sign(house, *SIGNERS)
    sealed.finish(house.organisation)
    assert "did not state the time" in caplog.text
    assert list(stamping.unsealed()) == [final(revision)]

    with authority(tmp_path / "tsa") as settings.TIME_STAMP_URL:
        assert stamp(final(revision), notary) is None  # it is left alone for a minute
        monkeypatch.setattr(stamping.authority, "quiet_until", 0.0)
        sealed.finish(house.organisation)
    seen = look(bytes(final(revision).content), {final(revision).certificate})
    assert seen.is_genuine, seen.refusals
    assert "by a time-stamp authority" in seen.steps[1].words
