"""The rules of a ledger: who may sign, with which key, in which order. Its order is its clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.verifier import entries
from assessments.verifier.entries import Entry, Kind, Record, Recorded, Signed
from assessments.verifier.envelope import Envelope
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.keys import PublicKey
from assessments.verifier.note import LedgerKey
from assessments.verifier.statements import ROLES, Enrolment, Revocation, Signoff, Who

ALL = 2**63
VOUCHERS = 2  # enrolled persons who vouch for the next; one for the second, none for the first


@dataclass(slots=True)
class Enrolled:
    """The key of a person from entry `since` on, until it is revoked."""

    key: PublicKey
    person: Who
    since: int
    vouchers: tuple["Enrolled", ...]
    revoked: int | None = None
    compromised_since: int | None = None

    @property
    def vouched_by(self) -> tuple[Who, ...]:
        """Return who vouched for the key."""
        return tuple(one.person for one in self.vouchers)

    def is_suspect_at(self, number: int) -> bool:
        """
        Say whether what it signed in entry *number* is in doubt.

        So is all that a key signs for which somebody vouched with a key in doubt.
        """
        if self.compromised_since is not None and number >= self.compromised_since:
            return True
        return any(one.is_suspect_at(self.since) for one in self.vouchers)


@dataclass(frozen=True, slots=True)
class SignedOff:
    """One sign-off as it stands in the ledger."""

    number: int
    statement: Signoff
    digest: str  # of its envelope


@dataclass(slots=True)
class Ledger:
    """What a ledger says up to an entry."""

    key: LedgerKey | None = None
    proven: int = 0  # entries whose signatures were verified before: a sealed prefix
    size: int = 0
    skimmed: int = 0  # sign-offs of other assessments that were not verified
    keys: dict[str, Enrolled] = field(default_factory=dict)
    signed: dict[str, list[SignedOff]] = field(default_factory=dict)  # by revision
    returned: set[str] = field(default_factory=set)
    reports: dict[str, set[str]] = field(default_factory=dict)  # digests of reports, by revision

    def add(self, body: bytes) -> Entry:
        """
        Take the next entry.

        Raises:
            NotGenuine: it is no entry, or it breaks a rule; says which entry.
        """
        number = self.size
        try:
            entry = entries.parse(body)
            self._take(entry, number)
        except NotGenuine as error:
            raise NotGenuine(f"entry {number} of the ledger: {error}") from None
        self.size += 1
        return entry

    def skim(self) -> None:
        """Pass over the next entry, which signs off something that is not asked about."""
        self.size += 1
        self.skimmed += 1

    def living(self, uuid: str) -> Enrolled | None:
        """Return the key that a person signs with now."""
        mine = (one for one in self.keys.values() if one.person.uuid == uuid)
        return next((one for one in mine if one.revoked is None), None)

    def vouchers_needed(self) -> int:
        """Return how many enrolled persons must vouch for the next key."""
        return min(VOUCHERS, len({one.person.uuid for one in self.keys.values()}))

    def _take(self, entry: Entry, number: int) -> None:
        if (entry.kind is Kind.GENESIS) is not (number == 0):
            raise NotGenuine("a ledger begins with its genesis, and has one")
        if isinstance(entry, Recorded):
            self._note(entry.record)
            return
        match entry.statement:
            case Signoff() as said:
                self._sign_off(said, entry, number)
            case Enrolment() as said:
                self._enrol(said, entry.envelope, number)
            case said:
                self._revoke(said, entry.envelope, number)

    def _enrol(self, statement: Enrolment, envelope: Envelope, number: int) -> None:
        key = statement.key
        if key.keyid in self.keys:
            raise NotGenuine("this key was enrolled before")
        if self.living(statement.person.uuid):
            raise NotGenuine(f"{statement.person.name} has a key that is not revoked")
        others = [self._live(one.keyid, number) for one in envelope.signatures[1:]]
        people = {one.person.uuid for one in others}
        if len(people) != self.vouchers_needed() or len(people) != len(others):
            raise NotGenuine(
                f"{len(people)} enrolled persons vouch for {statement.person.name}, "
                f"{self.vouchers_needed()} must"
            )
        self._prove(number, envelope, key, *(one.key for one in others))
        self.keys[key.keyid] = Enrolled(key, statement.person, number, tuple(others))

    def _revoke(self, statement: Revocation, envelope: Envelope, number: int) -> None:
        if len(envelope.signatures) != 1:
            raise NotGenuine("a revocation is signed by one person")
        signer = self._live(envelope.signatures[0].keyid, number)
        target = self._live(statement.keyid, number)
        if signer.person.uuid != statement.by.uuid:
            raise NotGenuine("another key signed than that of the person named")
        since = statement.compromised_since
        if since is not None and not 0 <= since <= number:
            raise NotGenuine("the entry since which the key is in doubt is not in the ledger yet")
        self._prove(number, envelope, signer.key)
        target.revoked, target.compromised_since = number, since

    def _sign_off(self, statement: Signoff, entry: Signed, number: int) -> None:
        signer = self._live(statement.keyid, number)
        if signer.person.uuid != statement.person.uuid:
            raise NotGenuine("the key is not that of the person who is named as signing")
        earlier = self.signed.get(statement.revision, [])
        if statement.revision in self.returned or len(earlier) == len(ROLES):
            raise NotGenuine(f"{statement.revision} was returned, or signed by all, before")
        if statement.role != ROLES[len(earlier)]:
            raise NotGenuine(f"{statement.role} signs when it is not that role's turn")
        if statement.person.uuid in {one.statement.person.uuid for one in earlier}:
            raise NotGenuine(f"{statement.person.name} signs twice")
        if {one.statement.digest for one in earlier} - {statement.digest}:
            raise NotGenuine("the signatures of one revision are under different contents")
        if statement.after != tuple(one.digest for one in earlier):
            raise NotGenuine("it does not name the signatures given before it")
        self._prove(number, entry.envelope, signer.key)
        mine = self.signed.setdefault(statement.revision, [])
        mine.append(SignedOff(number, statement, entries.digest_of(entry.body)))

    def _note(self, record: Record) -> None:
        match record.kind:
            case Kind.GENESIS:
                self.key = LedgerKey.parse(record.fact("key"))
                if record.fact("origin") != self.key.name:
                    raise NotGenuine("the ledger's key is of another origin")
            case Kind.REJECT:
                revision = record.fact("revision")
                if len(self.signed.get(revision, [])) == len(ROLES):
                    raise NotGenuine(f"{revision} is signed by all and cannot be returned")
                self.returned.add(revision)
            case Kind.REPORT:
                self.reports.setdefault(record.fact("revision"), set()).add(record.fact("sha256"))
            case _:
                pass  # told to the reader; nothing that is verified rests on it

    def _prove(self, number: int, envelope: Envelope, *keys: PublicKey) -> None:
        if number >= self.proven:
            envelope.verify(*keys)

    def _live(self, keyid: str, number: int) -> Enrolled:
        found = self.keys.get(keyid)
        if found is None:
            raise NotGenuine(f"key {keyid[:16]} is not enrolled")
        if found.revoked is not None:
            raise NotGenuine(
                f"key {keyid[:16]} of {found.person.name} was revoked in entry {found.revoked}, "
                f"before entry {number}"
            )
        return found


def read(
    bodies: Iterable[bytes], assessment: str | None = None, *, is_proven: bool = False
) -> Ledger:
    """
    Return what a ledger says, all of its rules kept.

    Args:
        bodies: the entries, in order.
        assessment: sign-offs of other assessments than this one are counted, not
            verified, which is where the time goes; None verifies everything.
        is_proven: the signatures were verified before; only the other rules are kept.

    Raises:
        NotGenuine: an entry breaks a rule; says which.
    """
    ledger = Ledger(proven=ALL if is_proven else 0)
    for body in bodies:
        subject = entries.subject_of(body) if assessment else None
        if subject and ledger.size and not subject.startswith(f"{assessment}@"):
            ledger.skim()
        else:
            ledger.add(body)
    return ledger


def suspects(ledger: Ledger, revision: str) -> Mapping[int, str]:
    """Return the sign-offs of a revision that are in doubt: entry and name of the person."""
    return {
        one.number: one.statement.person.name
        for one in ledger.signed.get(revision, [])
        if ledger.keys[one.statement.keyid].is_suspect_at(one.number)
    }
