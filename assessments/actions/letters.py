"""Letters: receipts that carry checkpoints out, and reminders. The only writer of `Receipt`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.models import (
    Acceptance,
    Checkpoint,
    LedgerEntry,
    Membership,
    Organisation,
    Receipt,
    Role,
)
from assessments.queries import ledger as ledgers
from assessments.verifier import entries
from assessments.verifier.entries import Kind, Signed
from assessments.verifier.ledger import Ledger
from assessments.verifier.statements import ROLES, Enrolment, Revocation, Signoff

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
GIVEN_UP = timedelta(days=7)  # after which a letter would only surprise
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
MOST_REMINDERS = 200  # at one sweep
TOLD = (Kind.SIGNOFF, Kind.KEY_ENROL, Kind.KEY_REVOKE)


def write(organisation: Organisation, *, after: int, ledger: Ledger, at: datetime) -> None:
    """Have letters about the entries from number *after* on wait, in the transaction that seals."""
    rows = LedgerEntry.objects.filter(organisation=organisation, number__gte=after, kind__in=TOLD)
    for row in rows.order_by("number"):
        for address in sorted(set(_readers(row, ledger, organisation))):
            receipt, is_new = Receipt.objects.get_or_create(
                organisation=organisation,
                entry=row,
                address=address,
                defaults={"made_at": at, "next_try_at": at},
            )
            if is_new and is_sending():
                jobs.ring_letter_on_commit(receipt.pk)


def remind(*, at: datetime) -> int:
    """
    Have letters wait about acceptances whose time is over, once for each; return how many.

    They go to who accepted and to who owns the risk: it is open again. Whoever is no longer
    a member hears nothing; while neither is one, administrators do.
    """
    over = Acceptance.objects.filter(withdrawn_at=None, expires_on__lt=at.date())
    untold = over.exclude(pk__in=Receipt.objects.exclude(acceptance=None).values("acceptance"))
    made = 0
    for row in untold.select_related("organisation", "risk").order_by("pk")[:MOST_REMINDERS]:
        made += sum(_reminder(row, address, at) for address in _concerned(row))
    return made


def _concerned(row: Acceptance) -> list[str]:
    """Return the addresses of those members whom an acceptance is about; never none."""
    named = Membership.objects.filter(
        Membership.living(),
        organisation=row.organisation,
        person__is_active=True,
        person__in=[row.accepted_by_id, row.risk.owner_id],
    )
    found = set(named.values_list("person__email", flat=True))
    return sorted(found or _members(row.organisation, Role.ADMINISTRATOR))


def _reminder(acceptance: Acceptance, address: str, at: datetime) -> bool:
    with transaction.atomic():
        receipt, is_new = Receipt.objects.get_or_create(
            organisation_id=acceptance.organisation_id,
            acceptance=acceptance,
            address=address,
            defaults={"made_at": at, "next_try_at": at},
        )
        if is_new and is_sending():
            jobs.ring_letter_on_commit(receipt.pk)
    return is_new


def send(receipt_id: int, *, at: datetime) -> bool:
    """
    Send one letter that waits; return whether it went now.

    It bears the same Message-ID each time: a letter that went although its sender
    died in that moment is known by its reader's mail program.
    """
    with transaction.atomic():
        receipt = (
            Receipt.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("entry", "organisation", "acceptance__risk__assessment")
            .filter(pk=receipt_id, sent_at=None, next_try_at__lte=at)
            .first()
        )
        if receipt is None or not is_sending():
            return False
        receipt.tries += 1
        try:
            _letter(receipt).send()
        except OSError as error:  # whatever smtplib and sockets raise
            receipt.error = str(error)[:200]
            receipt.next_try_at = at + min(FIRST_PAUSE * 2 ** (receipt.tries - 1), LONGEST_PAUSE)
        else:
            receipt.error, receipt.sent_at = "", at
        receipt.save(update_fields=["tries", "error", "next_try_at", "sent_at"])
    return receipt.sent_at is not None


def ring(*, at: datetime) -> int:
    """Ring for every letter whose time has come; return how many rings."""
    if not is_sending():
        return 0
    waiting = Receipt.objects.filter(
        sent_at=None, next_try_at__lte=at, made_at__gt=at - GIVEN_UP
    ).order_by("pk")
    return sum(jobs.ring_letter(pk) for pk in waiting.values_list("pk", flat=True)[:1000])


def is_sending() -> bool:
    """Say whether this installation sends mail at all."""
    return bool(settings.EMAIL_BACKEND != NOWHERE)


def _letter(receipt: Receipt) -> EmailMessage:
    organisation, host = receipt.organisation, settings.LEDGER_HOST
    subject, body, checkpoint = (
        _about_entry(receipt.entry, organisation)
        if receipt.entry
        else _about_acceptance(receipt.acceptance, organisation)
    )
    letter = EmailMessage(
        subject=f"[vsrisk] {subject}",
        body=body,
        to=[receipt.address],
        headers={"Message-ID": f"<receipt-{organisation.uuid}-{receipt.pk}@{host}>"},
    )
    if checkpoint:
        letter.attach(f"checkpoint-{checkpoint.size}.txt", checkpoint.note, "text/plain")
    return letter


def _about_entry(row: LedgerEntry, org: Organisation) -> tuple[str, str, Checkpoint | None]:
    covering = Checkpoint.objects.filter(organisation=org, size__gt=row.number)
    checkpoint, told = covering.order_by("size").first(), ledgers.told(row)
    context = {"told": told, "org": org, "checkpoint": checkpoint, "key": ledgers.key_of(org.pk)}
    return told.title, render_to_string("mail/receipt.txt", context), checkpoint


def _about_acceptance(row: Acceptance | None, org: Organisation) -> tuple[str, str, None]:
    assert row is not None  # noqa: S101 - the database keeps it so
    subject = _("%(key)s is no longer accepted: its time is over") % {"key": row.risk.key}
    return subject, render_to_string("mail/expired.txt", {"row": row, "org": org}), None


def _readers(row: LedgerEntry, ledger: Ledger, organisation: Organisation) -> Iterable[str]:
    """Yield who hears of an entry: whom it names, and who watches over such things."""
    entry = entries.parse(bytes(row.body))
    match entry:
        case Signed(statement=Signoff() as statement):
            yield statement.person.email
            signed = ledger.signed[statement.revision]
            if len(signed) == len(ROLES) and signed[-1].number == row.number:
                yield from (one.statement.person.email for one in signed)
                yield from _members(organisation, Role.AUDITOR)
        case Signed(statement=Enrolment() as statement):
            yield statement.person.email
            yield from _members(organisation, Role.ADMINISTRATOR)
        case Signed(statement=Revocation() as statement):
            yield ledger.keys[statement.keyid].person.email
            yield from _members(organisation, Role.ADMINISTRATOR)


def _members(organisation: Organisation, role: Role) -> Iterable[str]:
    members = Membership.objects.filter(
        organisation=organisation, status=Membership.Status.ACTIVE, roles__contains=[role.value]
    )
    return members.values_list("person__email", flat=True)
