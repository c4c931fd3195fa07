"""Signing against edits, against itself and against a member's end: one wins, nothing is lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from assessments.actions import people, ratings, sealing, signing
from assessments.actions.pens import Pen
from assessments.custody.notary import Notary
from assessments.models import Checkpoint, LedgerEntry, Membership, Signature
from assessments.permissions import Refused
from assessments.verifier import canonical, ledger
from tests import full, make, sealed

SIGNERS = ("analyst", "risk_owner", "approver")


@pytest.fixture
def house(committed, settings, tmp_path, monkeypatch):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "u", tmp_path / "e"
    made = Notary.make(tmp_path / "notary")
    monkeypatch.setattr(sealed, "notary", lambda: made)
    return full.make_house("Races")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same time, each over a connection of its own; return what each gave."""
    found: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def work(place: int) -> None:
        gate.wait()
        try:
            found[place] = acts[place]()
        except Exception as error:  # noqa: BLE001  what was refused is looked at
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def actor(house, role):
    return make.acting(house.people[role], house.organisation)


def people_of(house):
    return [actor(house, role) for role in SIGNERS]


def whole(house) -> ledger.Ledger:
    """Return the ledger if every rule of it is kept."""
    rows = LedgerEntry.objects.filter(organisation=house.organisation).order_by("number")
    return ledger.read(bytes(body) for body in rows.values_list("body", flat=True))


def test_the_same_request_twenty_times_signs_once(house):
    revision, by = full.freeze(house), actor(house, "analyst")
    said, pen = sealed.said(revision, by), Pen(sealed.PASSPHRASE)

    def sign():
        return signing.sign(revision=revision, said=said, pen=pen, by=by, at=timezone.now())

    answers = at_once(*[sign] * 20)

    assert sum(isinstance(answer, Signature) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 19
    assert len(whole(house).signed[sealed.name_of(revision)]) == 1


def test_all_three_at_once_sign_in_their_order_or_not_at_all(house):
    revision = full.freeze(house)
    for _ in range(3):
        at_once(*[lambda who=who: sealed.sign(revision, who) for who in people_of(house)])

    revision.refresh_from_db()
    signed = whole(house).signed[sealed.name_of(revision)]
    assert [one.statement.role for one in signed] == ["assessor", "risk_owner", "approver"]
    assert revision.status == "signed"


def test_edits_against_the_freeze_and_the_signatures_leave_digest_and_snapshot_equal(house):
    def edit(likelihood: int):
        numbers = list(house.draft.risks.values_list("number", flat=True))
        return ratings.confirm(
            assessment=house.draft, numbers=numbers, by=actor(house, "analyst"), at=timezone.now()
        )

    frozen: list[object] = []
    at_once(lambda: frozen.append(full.freeze(house)), *[lambda n=n: edit(n) for n in range(1, 6)])
    house.draft.refresh_from_db()
    revision = house.draft.revisions.order_by("-number").first()
    if house.draft.is_draft:  # the edits won: it is frozen after them
        revision = full.freeze(house)
    answers = at_once(
        lambda: sealed.sign(revision, actor(house, "analyst")),
        *[lambda n=n: edit(n) for n in (1, 2)],
    )

    assert isinstance(answers[0], Signature)
    assert canonical.digest(bytes(revision.snapshot.content)) == revision.snapshot_id
    assert {one.digest for one in revision.signatures.all()} == {revision.snapshot_id}
    assert whole(house).signed[sealed.name_of(revision)][0].statement.digest == revision.snapshot_id


def test_signing_against_returning_has_one_winner(house):
    revision = full.freeze(house)
    answers = at_once(
        lambda: sealed.sign(revision, actor(house, "analyst")),
        lambda: signing.send_back(
            revision=revision, reason="No", by=actor(house, "approver"), at=timezone.now()
        ),
    )
    told, name = whole(house), sealed.name_of(revision)

    assert name in told.returned
    assert not isinstance(answers[1], Exception)
    assert len(told.signed.get(name, [])) == int(isinstance(answers[0], Signature))


def test_who_is_deactivated_in_the_middle_of_the_ceremony_has_signed_before_or_not_at_all(house):
    revision, by = full.freeze(house), actor(house, "analyst")
    member = Membership.objects.get(organisation=house.organisation, person_id=by.person_id)
    at_once(
        lambda: sealed.sign(revision, by),
        lambda: people.set_status(
            membership_id=member.pk,
            active=False,
            version=member.version,
            by=actor(house, "administrator"),
            at=timezone.now(),
        ),
    )
    with pytest.raises(Refused, match=r"membership has ended|another person's turn"):
        sealed.sign(revision, by)

    entries = list(
        LedgerEntry.objects.filter(
            organisation=house.organisation, kind__in=["signoff", "role.change"]
        )
        .order_by("number")
        .values_list("kind", flat=True)
    )
    assert entries in (["signoff", "role.change"], ["role.change"])


def test_two_notaries_at_once_seal_once(house):
    sealed.sign(full.freeze(house), actor(house, "analyst"))
    before, notary = Checkpoint.objects.count(), sealed.notary()
    answers = at_once(*[lambda: sealing.seal(house.organisation.pk, notary, at=timezone.now())] * 4)

    assert sum(isinstance(answer, Checkpoint) for answer in answers) == 1
    assert Checkpoint.objects.count() == before + 1
    newest = Checkpoint.objects.order_by("-size").first()
    assert notary.kept(str(house.organisation.uuid)) == newest.note.encode()


def test_entries_written_at_once_are_numbered_without_a_gap(house):
    at_once(*[lambda role=role: full_of_roles(house, role) for role in SIGNERS * 3])

    rows = LedgerEntry.objects.filter(organisation=house.organisation).order_by("number")
    numbers = list(rows.values_list("number", flat=True))
    assert numbers == list(range(len(numbers)))
    assert whole(house).size == len(numbers)


def full_of_roles(house, role) -> None:
    member = Membership.objects.get(
        organisation=house.organisation, person=house.people[role], status="active"
    )
    people.give_roles(
        membership_id=member.pk,
        roles=member.roles,
        version=member.version,
        by=actor(house, "administrator"),
        at=timezone.now(),
    )
