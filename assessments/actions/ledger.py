"""Add to an organisation's ledger. The only writer of `LedgerEntry`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from assessments import jobs
from assessments.models import LedgerEntry, Membership, NotaryKey, Organisation, Person
from assessments.permissions import Actor, Refused
from assessments.queries.document import composed
from assessments.queries.names import instant
from assessments.verifier import entries, merkle
from assessments.verifier.entries import Kind, Record
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.ledger import Ledger, read
from assessments.verifier.statements import Who


def sign(kind: Kind, envelope: Envelope, *, organisation_id: int, at: datetime) -> LedgerEntry:
    """
    Add what persons signed, in the transaction of the change that it is about.

    Raises:
        Refused: it would break a rule of the ledger, which then could not be sealed again.
    """
    body = envelope.to_bytes()
    _lock(organisation_id)
    try:
        _so_far(organisation_id, entries.subject_of(body)).add(body)
    except NotGenuine as error:
        raise Refused(_("The ledger does not take this: %(why)s.") % {"why": error}) from error
    return _add(kind, body, organisation_id, at)


def note(
    kind: Kind, facts: dict[str, Any], *, organisation_id: int, by: Actor | None, at: datetime
) -> LedgerEntry | None:
    """Add what the application records by itself; nothing before the ledger has begun."""
    if not has_begun(organisation_id):
        return None
    return _add(kind, _record(kind, facts, by, at), organisation_id, at)


def note_roles(member: Membership, *, by: Actor | None, at: datetime) -> None:
    """Record which roles a member has from now on; none of them while not active."""
    is_active = member.status == Membership.Status.ACTIVE
    facts = {
        "person": asdict(who(member.person)),
        "roles": sorted(member.roles) if is_active else [],
    }
    organisation = member.organisation_id
    note(Kind.ROLE_CHANGE, facts, organisation_id=organisation, by=by, at=at)


def begin(organisation_id: int, *, at: datetime) -> None:
    """
    Have the organisation's ledger begin, once: with its key, and who has which role.

    Raises:
        Refused: the notary has never run, so there is no key to name.
    """
    if has_begun(organisation_id):
        return
    notary = NotaryKey.objects.order_by("-pk").first()
    if notary is None:
        raise Refused(
            _("The notary, which seals what is signed, has not run yet. Ask the administrator.")
        )
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    if has_begun(organisation_id):
        return
    key = notary.key_of(organisation.uuid)
    facts = {
        "origin": key.name,
        "key": str(key),
        "organisation": {"uuid": str(organisation.uuid), "name": organisation.name},
        "people": _people(organisation_id),
    }
    _add(Kind.GENESIS, _record(Kind.GENESIS, facts, None, at), organisation_id, at)


def has_begun(organisation_id: int) -> bool:
    """Say whether the organisation has a ledger."""
    return LedgerEntry.objects.filter(organisation_id=organisation_id, number=0).exists()


def who(person: Person) -> Who:
    """Return a person as the ledger names them."""
    return composed(Who(str(person.uuid), person.name, person.email))


def _record(kind: Kind, facts: dict[str, Any], by: Actor | None, at: datetime) -> bytes:
    person = Person.objects.get(pk=by.person_id) if by else None
    return Record(
        kind, instant(at) or "", who(person) if person else None, composed(facts)
    ).to_bytes()


def _add(kind: Kind, body: bytes, organisation_id: int, at: datetime) -> LedgerEntry:
    entry = LedgerEntry.objects.create(
        organisation_id=organisation_id,
        kind=kind,
        body=body,
        leaf=merkle.leaf_hash(body),
        at=at,
    )
    entry.refresh_from_db(fields=["number"])
    jobs.ring_notary_on_commit(organisation_id)
    return entry


def _lock(organisation_id: int) -> None:
    """Let nobody else add to the ledger until this transaction ends, as the database does too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('vsrisk.ledger', %s))", [organisation_id]
        )


def _so_far(organisation_id: int, subject: str | None) -> Ledger:
    """Return the ledger for one more entry about *subject*; signatures in it were verified."""
    rows = LedgerEntry.objects.filter(organisation_id=organisation_id).order_by("number")
    bodies = map(bytes, rows.values_list("body", flat=True).iterator(chunk_size=1_000))
    about = (subject or "nothing").rpartition("@")[0] or "nothing"
    ledger = read(bodies, about, is_proven=True)
    ledger.proven = ledger.size
    return ledger


def _people(organisation_id: int) -> list[dict[str, Any]]:
    members = Membership.objects.filter(
        organisation_id=organisation_id, status=Membership.Status.ACTIVE
    )
    rows = members.select_related("person").order_by("person__uuid")
    return [asdict(who(row.person)) | {"roles": sorted(row.roles)} for row in rows]
