"""The notary's work: check a ledger and sign its checkpoint. The only writer of `Checkpoint`."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments import jobs
from assessments.actions import letters, publishing
from assessments.custody.notary import Notary, replace
from assessments.models import Checkpoint, LedgerEntry, NotaryKey, Organisation, Revision
from assessments.queries import ledger as ledgers
from assessments.verifier import merkle, note
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.ledger import Ledger
from assessments.verifier.note import LedgerKey

PART = 1_000  # entries that are held at a time

logger = logging.getLogger(__name__)


class Unsound(Exception):
    """The ledger is not what it was, or breaks a rule: nothing is sealed until a person looked."""


def introduce(notary: Notary, *, host: str, at: datetime) -> NotaryKey:
    """
    Tell the database the notary's public key, once.

    Raises:
        Unsound: another key seals the ledgers here: this one was made anew, or lost and found.
    """
    known = NotaryKey.objects.order_by("-pk").first()
    if known is None:
        return NotaryKey.objects.create(public=notary.public, host=host, made_at=at)
    if bytes(known.public) != notary.public:
        raise Unsound("the ledgers here are sealed by another key than the one in the folder")
    return known


def seal(organisation_id: int, notary: Notary, *, at: datetime) -> Checkpoint | None:
    """
    Check what was added to a ledger since its last checkpoint, and seal it.

    Returns None when there is nothing new. Doing it twice, or at the same time, does it once.

    Raises:
        Unsound: the ledger is shorter than what was sealed, was changed below that, or an
            entry breaks a rule; says which.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    try:
        with transaction.atomic():
            return _seal(organisation, notary, at)
    except (Unsound, NotGenuine) as error:
        logger.error("the ledger of %s is not sealed: %s", organisation.slug, error)  # noqa: TRY400 - the words are the finding
        raise Unsound(str(error)) from error


def unsealed() -> list[int]:
    """Return the organisations whose ledger goes on beyond its last checkpoint."""
    mine = Checkpoint.objects.filter(organisation=OuterRef("organisation")).values("organisation")
    sealed = Subquery(mine.annotate(n=Max("size")).values("n"))
    rows = LedgerEntry.objects.values("organisation").annotate(
        entries=Max("number") + 1, sealed=Coalesce(sealed, 0)
    )
    return [row["organisation"] for row in rows if row["entries"] > row["sealed"]]


def ring() -> int:
    """Ring for the notary for every ledger that is not sealed; return how many rings."""
    return sum(jobs.ring_notary(organisation) for organisation in unsealed())


def examine(notary: Notary) -> list[str]:
    """
    Return what is wrong with ledgers that were sealed before, in words; nothing is sealed.

    Looks at every ledger of which the notary kept a checkpoint, as when it starts.
    """
    found = []
    for organisation in Organisation.objects.filter(uuid__in=notary.ledgers()):
        try:
            _looked_at(organisation, notary)
        except (Unsound, NotGenuine) as error:
            found.append(f"{organisation.slug}: {error}")
    missing = set(notary.ledgers()) - set(
        map(str, Organisation.objects.values_list("uuid", flat=True))
    )
    return [*found, *(f"the organisation {uuid} is gone" for uuid in sorted(missing))]


def _seal(organisation: Organisation, notary: Notary, at: datetime) -> Checkpoint | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('vsrisk.notary', %s))", [organisation.pk]
        )
    last = _last(organisation)
    walked = _looked_at(organisation, notary)
    if last and last.size == walked.ledger.size:
        if notary.kept(str(organisation.uuid)) != last.note.encode():
            transaction.on_commit(partial(_let_out, organisation, last, notary))
        return None
    sealed = note.Checkpoint(walked.key.name, walked.ledger.size, walked.range.root())
    made = Checkpoint.objects.create(
        organisation=organisation,
        size=sealed.size,
        root=sealed.root.hex(),
        note=sealed.signed(notary.key),
        sealed_at=at,
    )
    before = last.size if last else 0
    letters.write(organisation, after=before, ledger=walked.ledger, at=at)
    for revision in _completed(organisation, before, sealed.size):
        publishing.ask_of_sealed(revision, at=at)
    transaction.on_commit(partial(_let_out, organisation, made, notary))
    return made


def _completed(organisation: Organisation, before: int, size: int) -> Iterable[Revision]:
    """Return the revisions whose last signature stands between two sizes of the ledger."""
    revisions = Revision.objects.filter(
        organisation=organisation, status=Revision.Status.SIGNED
    ).annotate(last=Max("signatures__entry__number"))
    return revisions.filter(last__gte=before, last__lt=size).select_related("assessment")


def _looked_at(organisation: Organisation, notary: Notary) -> "_Walk":
    """
    Return a ledger of which every rule is kept and that extends what was sealed of it.

    Raises:
        Unsound, NotGenuine: it does not.
    """
    last, kept = _last(organisation), notary.kept(str(organisation.uuid))
    key = _own_key(organisation, notary)
    notes = [content for content in (last and last.note.encode(), kept) if content]
    sealed = [note.verify(content, key) for content in notes]
    if last and last.size != sealed[0].size:
        raise Unsound("a checkpoint in the database is not the one that it says it is")
    walk = _Walk(key, sealed)
    for number, body in _bodies(organisation):
        walk.add(number, body)
    for one in sealed:
        _require_extension(one, walk)
    return walk


def _last(organisation: Organisation) -> Checkpoint | None:
    return Checkpoint.objects.filter(organisation=organisation).order_by("-size").first()


class _Walk:
    """A ledger as it is read: its rules, its root, and its root where it was sealed."""

    def __init__(self, key: LedgerKey, sealed: Iterable[note.Checkpoint]) -> None:
        self.key, self.range = key, merkle.Range()
        self.marks = {one.size for one in sealed}
        self.ledger = Ledger(proven=max(self.marks, default=0))
        self.roots = {0: self.range.root()}

    def add(self, number: int, body: bytes) -> None:
        if number != self.ledger.size:
            raise Unsound(f"entry {self.ledger.size} is missing")
        self.ledger.add(body)
        self.range.append(merkle.leaf_hash(body))
        if self.range.size in self.marks:
            self.roots[self.range.size] = self.range.root()


def _bodies(organisation: Organisation) -> Iterator[tuple[int, bytes]]:
    rows = LedgerEntry.objects.filter(organisation=organisation).order_by("number")
    for number, body in rows.values_list("number", "body").iterator(chunk_size=PART):
        yield number, bytes(body)


def _own_key(organisation: Organisation, notary: Notary) -> LedgerKey:
    key = ledgers.key_of(organisation.pk)
    if key is None:
        raise Unsound("the ledger has not begun")
    if key.raw != notary.public:
        raise Unsound("the ledger names another key than the notary's")
    return key


def _require_extension(sealed: note.Checkpoint, walked: _Walk) -> None:
    if sealed.size > walked.ledger.size:
        raise Unsound(
            f"the ledger has {walked.ledger.size} entries, {sealed.size} were sealed: the database "
            "was set back"
        )
    if walked.roots[sealed.size] != sealed.root:
        raise Unsound(f"the first {sealed.size} entries are not those that were sealed")


def _let_out(organisation: Organisation, made: Checkpoint, notary: Notary) -> None:
    """Keep the checkpoint outside the database: by the notary, and where the operator wants it."""
    if settings.CHECKPOINT_DIR:
        name = f"{organisation.slug}-{made.size:08d}.txt"
        replace(Path(settings.CHECKPOINT_DIR) / name, made.note)
    notary.keep(str(organisation.uuid), made.note)  # last: until it is kept, all is done again
