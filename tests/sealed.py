"""Keys, signatures and seals for tests that are about something else."""

import functools
import tempfile
from pathlib import Path

from django.utils import timezone

from assessments.actions import ceremony, keys, sealing, signing, stamping, work
from assessments.actions.ceremony import Said
from assessments.actions.pens import Pen
from assessments.custody.notary import Notary
from assessments.models import Checkpoint, NotaryKey, Organisation, Revision, Signature, SigningKey
from assessments.permissions import Actor
from assessments.queries import ledger as ledgers
from assessments.verifier.statements import revision_name

PASSPHRASE = "seven quiet herons over water"
HOST = "vsrisk.example"


@functools.cache
def notary() -> Notary:
    """Return the notary of this process, with a folder of its own."""
    return Notary.make(Path(tempfile.mkdtemp(prefix="vsrisk-notary-")))


def introduced() -> None:
    """Have the database know the notary, unless a product that runs has one of its own."""
    if not NotaryKey.objects.exists():
        sealing.introduce(notary(), host=HOST, at=timezone.now())


def enrol(*actors: Actor) -> None:
    """Give each their signing key, vouched for by those before."""
    introduced()
    for n, actor in enumerate(actors):
        key = keys.make(passphrase=PASSPHRASE, by=actor, at=timezone.now())
        for other in actors[:n]:
            vouch(key, other)


def vouch(key: SigningKey, by: Actor) -> None:
    """Vouch for a key that waits; does nothing for one that does not."""
    key.refresh_from_db()
    if key.state == SigningKey.State.PENDING:
        keys.vouch(key_id=key.pk, pen=Pen(PASSPHRASE), by=by, at=timezone.now())


def said(revision: Revision, by: Actor, comment: str = "") -> Said:
    """Return what a signer gives who looked at the page and ticked everything."""
    role = ceremony.next_role(revision) or "approver"
    seen = ceremony.shown(revision, role)
    token = ceremony.challenge(seen, by=by, at=timezone.now())
    return Said(token, comment, frozenset(one.risk for one in seen.accepted))


def sign(revision: Revision, by: Actor, comment: str = "") -> Signature:
    """Sign as the page does."""
    return signing.sign(
        revision=revision,
        said=said(revision, by, comment),
        pen=Pen(PASSPHRASE),
        by=by,
        at=timezone.now(),
    )


def seal(organisation: Organisation) -> Checkpoint | None:
    """Seal a ledger as the notary does."""
    return sealing.seal(organisation.pk, notary(), at=timezone.now())


def finish(organisation: Organisation) -> Checkpoint:
    """Seal what was signed, render the report and seal that: worker and notary in turn."""
    seal(organisation)
    work.do_all(timezone.now)
    for report in stamping.unsealed().filter(organisation=organisation):
        stamping.seal(report.pk, notary().folder, at=timezone.now())
    seal(organisation)
    newest = ledgers.newest(organisation.pk)
    assert newest is not None
    return newest


def name_of(revision: Revision) -> str:
    """Return how the ledger names a revision."""
    return revision_name(str(revision.assessment.uuid), revision.number)
