"""The ledger as people read it: each entry in words, and how far it is sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Checkpoint, LedgerEntry
from assessments.queries.words import ROLES, word
from assessments.verifier import entries
from assessments.verifier.entries import Entry, Kind, Record, Recorded, Signed
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.note import LedgerKey
from assessments.verifier.statements import Enrolment, Revocation, Signoff


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words."""

    number: int
    kind: str
    title: str
    who: str
    at: datetime
    details: tuple[tuple[str, str], ...]  # names and values
    digest: str
    is_signed: bool  # by a person; else the application recorded it
    is_sealed: bool = False


def told(row: LedgerEntry, sealed: int = 0) -> Told:
    """
    Return an entry in words; the first *sealed* entries are under a checkpoint.

    One that is no entry is told too: whoever looks for what stops the notary has to see it.
    """
    try:
        entry = entries.parse(bytes(row.body))
    except NotGenuine as error:
        return _unreadable(row, str(error), sealed)
    title, who, details = _words(entry)
    return Told(
        number=row.number,
        kind=row.kind,
        title=title,
        who=who,
        at=row.at,
        details=tuple(details),
        digest=entries.digest_of(entry.body),
        is_signed=isinstance(entry, Signed),
        is_sealed=row.number < sealed,
    )


def _unreadable(row: LedgerEntry, why: str, sealed: int) -> Told:
    return Told(
        number=row.number,
        kind=row.kind,
        title=_("Not an entry"),
        who=_("Not written by vsrisk"),
        at=row.at,
        details=((_("Why"), why),),
        digest=entries.digest_of(bytes(row.body)),
        is_signed=False,
        is_sealed=row.number < sealed,
    )


def newest(organisation_id: int) -> Checkpoint | None:
    """Return the newest checkpoint of an organisation."""
    rows = Checkpoint.objects.filter(organisation_id=organisation_id)
    return rows.order_by("-size").first()


def key_of(organisation_id: int) -> LedgerKey | None:
    """Return the key that seals an organisation's ledger, as its first entry names it."""
    first = LedgerEntry.objects.filter(organisation_id=organisation_id, number=0).first()
    genesis = entries.parse(bytes(first.body)) if first else None
    return LedgerKey.parse(genesis.record.fact("key")) if isinstance(genesis, Recorded) else None


def _words(entry: Entry) -> tuple[str, str, Iterable[tuple[str, str]]]:
    if isinstance(entry, Recorded):
        return _of_record(entry.record)
    match entry.statement:
        case Signoff() as said:
            title = _("%(revision)s signed as %(role)s") % {
                "revision": said.revision.rpartition("@")[2],
                "role": word(ROLES, said.role).lower(),
            }
            return title, said.person.name, _of_signoff(said)
        case Enrolment() as said:
            title = _("Key of %(name)s enrolled") % {"name": said.person.name}
            return title, said.person.name, [(_("Fingerprint"), said.key.keyid)]
        case Revocation() as said:
            since = said.compromised_since
            details = [(_("Fingerprint"), said.keyid), (_("Reason"), said.reason)]
            if since is not None:
                details.append((_("In doubt since entry"), str(since)))
            return _("Key revoked"), said.by.name, details


def _of_signoff(said: Signoff) -> list[tuple[str, str]]:
    found = [
        (_("Revision"), said.revision),
        (_("Fingerprint of the content"), said.digest),
        (_("Meaning"), said.meaning),
    ]
    if said.comment:
        found.append((_("Comment"), said.comment))
    if said.accepted:
        risks = ", ".join(f"{one.risk} ({one.level}, {one.until})" for one in said.accepted)
        found.append((_("Accepted risks"), risks))
    return [*found, (_("Key"), said.keyid)]


TITLES = {
    Kind.GENESIS: gettext_lazy("Ledger begun"),
    Kind.REJECT: gettext_lazy("Revision returned"),
    Kind.REOPEN: gettext_lazy("Next revision opened"),
    Kind.REPORT: gettext_lazy("Report rendered"),
    Kind.ROLE_CHANGE: gettext_lazy("Roles changed"),
    Kind.POLICY_CHANGE: gettext_lazy("Method saved"),
    Kind.LEDGER_ROTATE: gettext_lazy("Ledger key changed"),
    Kind.BACKUP_CHECKPOINT: gettext_lazy("Backup made"),
    Kind.ERASE: gettext_lazy("Something was erased"),
}


def _of_record(record: Record) -> tuple[str, str, list[tuple[str, str]]]:
    facts = [
        (name, _fact(value))
        for name, value in sorted(record.facts.items())
        if name not in ("people", "organisation")
    ]
    return str(TITLES[record.kind]), record.by.name if record.by else "vsrisk", facts


def _fact(value: object) -> str:
    match value:
        case dict():
            return str(value.get("name", value))
        case list():
            return ", ".join(str(word(ROLES, each)) for each in value) or _("none")
    return str(value)


def lines(organisation_id: int) -> bytes:
    """Return the ledger as a file: one entry in each line."""
    rows = LedgerEntry.objects.filter(organisation_id=organisation_id).order_by("number")
    return b"".join(bytes(body) + b"\n" for body in rows.values_list("body", flat=True))
