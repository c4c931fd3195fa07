"""Verify a bundle: step by step, each in words, and why it is refused."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from assessments.verifier import by_hand, merkle, note
from assessments.verifier import ledger as ledgers
from assessments.verifier.bundle import CHECKPOINT, READ_ME, REPORT, SNAPSHOT, Bundle
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.ledger import Ledger, SignedOff
from assessments.verifier.note import Checkpoint, LedgerKey
from assessments.verifier.snapshots import Snapshot
from assessments.verifier.statements import ROLES

# what code raises over values that are in form, yet make no sense
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
Engine: TypeAlias = Callable[[bytes], Sequence[str]]  # a snapshot -> what is computed otherwise


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at: whether it holds, and what was found."""

    title: str
    words: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Trust:
    """What the reader brings along: keys and checkpoints kept elsewhere, and the engine."""

    keys: tuple[str, ...] = ()
    publics: tuple[bytes, ...] = ()  # raw keys, whatever the name of the ledger
    kept: tuple[bytes, ...] = ()
    engine: Engine | None = None
    every: bool = False  # verify the signatures of other assessments too


@dataclass(slots=True)
class Verdict:
    """What became of a bundle."""

    steps: list[Step] = field(default_factory=list)
    snapshot: Snapshot | None = None
    ledger: Ledger | None = None
    signatures: tuple[SignedOff, ...] = ()
    is_superseded: bool = False  # a later revision is signed or in sign-off

    @property
    def is_genuine(self) -> bool:
        """Say whether every step was made and holds."""
        return bool(self.steps) and all(step.holds for step in self.steps)

    @property
    def refusals(self) -> tuple[str, ...]:
        """Return why it is refused."""
        return tuple(step.words for step in self.steps if not step.holds)


@dataclass(slots=True)
class _Work:
    """A bundle that is looked at, and what the looks so far have given."""

    bundle: Bundle
    trust: Trust
    verdict: Verdict
    snapshot: Snapshot = field(init=False)
    ledger: Ledger = field(init=False)
    key: LedgerKey = field(init=False)
    checkpoint: Checkpoint = field(init=False)


def verify(content: bytes, trust: Trust) -> Verdict:
    """
    Check a bundle by every rule.

    Steps that need what a failed one did not give are left out; the verdict is
    genuine only when all were made and hold.
    """
    verdict, title = Verdict(), "Archive"
    try:
        bundle = Bundle.read(content)
        work = _Work(bundle, trust, verdict)
        verdict.steps.append(
            Step(title, f"{len(bundle.files)} files, each as the manifest lists it")
        )
        for title, look in _LOOKS:
            for words in look(work):
                verdict.steps.append(Step(title, words))
    except NotGenuine as error:
        verdict.steps.append(Step(title, str(error), holds=False))
    return verdict


def _snapshot(work: _Work) -> Iterator[str]:
    found = Snapshot.read(work.bundle.files[SNAPSHOT])
    if found.revision != work.bundle.revision:
        raise NotGenuine("the snapshot is of another revision than the bundle says")
    work.snapshot = work.verdict.snapshot = found
    yield f"{found.key} revision {found.number}, {found.title}: SHA-256 {found.digest}"


def _ledger(work: _Work) -> Iterator[str]:
    about = None if work.trust.every else work.snapshot.revision.rpartition("@")[0]
    ledger = work.ledger = work.verdict.ledger = ledgers.read(work.bundle.entries(), about)
    yield f"{ledger.size} entries, every rule of the ledger kept" + (
        f"; {ledger.skimmed} sign-offs of other assessments were read, not verified"
        if ledger.skimmed
        else ""
    )


def _checkpoint(work: _Work) -> Iterator[str]:
    content = work.bundle.files[CHECKPOINT]
    named, _line = note.read(content)
    key = work.ledger.key
    if key is None or named.origin != key.name:
        raise NotGenuine("the checkpoint is of another ledger")
    checkpoint = note.verify(content, key)
    _require_prefix(work.bundle, checkpoint, whole=True)
    work.key, work.checkpoint = key, checkpoint
    yield f"{checkpoint.origin} with {checkpoint.size} entries, root {checkpoint.root.hex()}"


def _trusted(work: _Work) -> Iterator[str]:
    """Compare with what the reader kept: without it, anybody could have made all of this."""
    key = work.ledger.key
    if key is None or not (work.trust.keys or work.trust.publics or work.trust.kept):
        raise NotGenuine(
            "nothing was given to trust. The bundle claims the ledger key below; compare it with "
            f"the one that you keep, and give that:\n{key}"
        )
    is_trusted = str(key) in work.trust.keys or key.raw in work.trust.publics
    if (work.trust.keys or work.trust.publics) and not is_trusted:
        raise NotGenuine(f"the ledger key is not one that you trust: it is {key}")
    if is_trusted:
        yield f"the ledger key is the one that you trust ({key.fingerprint()[:16]})"
    for content in work.trust.kept:
        kept = note.verify(content, key)
        if kept.size > work.ledger.size:
            raise NotGenuine(
                f"the ledger is shorter than the checkpoint that you kept: {kept.size} entries"
            )
        _require_prefix(work.bundle, kept, whole=False)
        yield f"it extends the checkpoint that you kept, of {kept.size} entries"


def _signatures(work: _Work) -> Iterator[str]:
    snapshot, ledger = work.snapshot, work.ledger
    signed = ledger.signed.get(snapshot.revision, [])
    if len(signed) != len(ROLES) or snapshot.revision in ledger.returned:
        raise NotGenuine(f"{len(signed)} of {len(ROLES)} signatures are in the ledger")
    for one in signed:
        if one.statement.digest != snapshot.digest:
            raise NotGenuine("what was signed is not this snapshot")
    suspects = ledgers.suspects(ledger, snapshot.revision)
    if suspects:
        raise NotGenuine(f"the key of {', '.join(suspects.values())} was reported stolen by then")
    work.verdict.signatures = tuple(signed)
    yield from (_said(one) for one in signed)


def _said(one: SignedOff) -> str:
    said = one.statement
    role = said.role.replace("_", " ")
    return (
        f"{said.person.name} <{said.person.email}> signed as {role} on {said.signed_at} "
        f"with key {said.keyid[:16]} (entry {one.number}): \u201c{said.meaning}\u201d"
    )


def _content(work: _Work) -> Iterator[str]:
    snapshot = work.snapshot
    _assessor, owner, approver = (one.statement for one in work.verdict.signatures)
    if (owner.person.uuid, approver.person.uuid) != (snapshot.risk_owner, snapshot.approver):
        raise NotGenuine("the snapshot names another risk owner or approver than those who signed")
    accepted = sorted(snapshot.accepted, key=lambda risk: risk.risk)
    for said in (owner, approver):
        if sorted(said.accepted, key=lambda risk: risk.risk) != accepted:
            raise NotGenuine(
                f"{said.person.name} accepted other risks than the snapshot says are accepted"
            )
    yield f"{len(accepted)} accepted risks, as the risk owner and the approver accepted them"


def _chain(work: _Work) -> Iterator[str]:
    snapshot, ledger = work.snapshot, work.ledger
    name = snapshot.revision.rpartition("@")[0]
    earlier = {f"{name}@r{number}" for number in range(1, snapshot.number)}
    known = {one.statement.digest for each in earlier for one in ledger.signed.get(each, [])}
    if known and snapshot.previous is None:
        raise NotGenuine("the snapshot names no revision before it, yet one was signed")
    last = ledger.signed.get(f"{name}@r{snapshot.number - 1}", [])
    if last and last[0].statement.digest != snapshot.previous:
        raise NotGenuine("the snapshot follows another revision than the one signed before it")
    later = (_is_later(each, name, snapshot.number) for each in ledger.signed)
    work.verdict.is_superseded = any(later)
    yield f"follows {snapshot.previous or 'nothing: it is the first'}" + (
        "; a later revision is signed or in sign-off: this one is superseded"
        if work.verdict.is_superseded
        else ""
    )


def _is_later(revision: str, name: str, number: int) -> bool:
    assessment, _, written = revision.rpartition("@r")
    return assessment == name and int(written) > number


def _files(work: _Work) -> Iterator[str]:
    snapshot, ledger = work.snapshot, work.ledger
    if REPORT in work.bundle.files:
        digest = hashlib.sha256(work.bundle.files[REPORT]).hexdigest()
        if digest not in ledger.reports.get(snapshot.revision, set()):
            raise NotGenuine("the report is not one that the ledger knows of this revision")
        yield f"the report is the one that was rendered: SHA-256 {digest}"
    if READ_ME in work.bundle.files:
        page = by_hand.read_me(snapshot, ledger, work.checkpoint, work.key)
        if work.bundle.files[READ_ME] != page:
            raise NotGenuine(f"{READ_ME} is not the page that belongs to this bundle")
        yield f"{READ_ME} holds the lines that belong to this bundle, and no others"
    listed, along = {sha: size for _, sha, size in snapshot.evidence}, work.bundle.evidence()
    for sha, content in along.items():
        if hashlib.sha256(content).hexdigest() != sha or listed.get(sha) != len(content):
            raise NotGenuine(f"evidence {sha[:16]} is not what the snapshot lists")
    yield f"{len(along)} of {len(listed)} files of evidence came along, unchanged"


def _levels(work: _Work) -> Iterator[str]:
    if work.trust.engine is None:
        yield "not computed again: the engine is not at hand, their digest is what was signed"
        return
    try:
        otherwise = work.trust.engine(work.bundle.files[SNAPSHOT])
    except UNREADABLE as error:
        raise NotGenuine(f"the engine does not read this snapshot: {error}") from None
    if otherwise:
        raise NotGenuine(f"the engine computes other levels: {'; '.join(otherwise[:5])}")
    yield "computed again from the inputs in the snapshot: all as they were signed"


def _require_prefix(bundle: Bundle, checkpoint: Checkpoint, *, whole: bool) -> None:
    bodies = bundle.entries()
    if whole and checkpoint.size != len(bodies):
        raise NotGenuine(f"the checkpoint is of {checkpoint.size} entries, not of {len(bodies)}")
    if merkle.root_of(map(merkle.leaf_hash, bodies[: checkpoint.size])) != checkpoint.root:
        raise NotGenuine("the entries of the ledger are not those of the checkpoint")


_LOOKS: tuple[tuple[str, Callable[[_Work], Iterator[str]]], ...] = (
    ("Content", _snapshot),
    ("Ledger", _ledger),
    ("Checkpoint", _checkpoint),
    ("Trust", _trusted),
    ("Signatures", _signatures),
    ("Agreement", _content),
    ("Revisions", _chain),
    ("Files", _files),
    ("Levels", _levels),
)
