"""Who has which signing key, who waits, and what the ledger holds of it."""

from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When

from assessments.models import LedgerEntry, SigningKey
from assessments.permissions import Actor, Capability
from assessments.verifier import statements
from assessments.verifier.genuine import NotGenuine
from assessments.verifier.ledger import VOUCHERS
from assessments.verifier.statements import Enrolment, Revocation


def vouchers_needed(organisation_id: int) -> int:
    """Return how many enrolled persons must vouch for the next key."""
    ever = SigningKey.objects.filter(organisation_id=organisation_id, enrolled_at__isnull=False)
    return min(VOUCHERS, ever.values("person_id").distinct().count())


def living(organisation_id: int) -> frozenset[str]:
    """Return the fingerprints of the keys that are enrolled now."""
    return frozenset(_enrolled(organisation_id).values_list("keyid", flat=True))


def holders(by: Actor) -> frozenset[int]:
    """Return the persons of the organisation who have an enrolled key."""
    return frozenset(_enrolled(by.organisation_id).values_list("person_id", flat=True))


def _enrolled(organisation_id: int) -> "QuerySet[SigningKey]":
    return SigningKey.objects.filter(
        organisation_id=organisation_id, state=SigningKey.State.ENROLLED
    )


def size(organisation_id: int) -> int:
    """Return how many entries the ledger has."""
    return LedgerEntry.objects.filter(organisation_id=organisation_id).count()


def mine(by: Actor) -> SigningKey | None:
    """Return the key that *by* has here, waiting or enrolled."""
    return (
        SigningKey.objects.filter(
            organisation_id=by.organisation_id,
            person_id=by.person_id,
            state__in=[SigningKey.State.PENDING, SigningKey.State.ENROLLED],
        )
        .select_related("person")
        .first()
    )


def enrolment(payload: bytes, *, person: str) -> Enrolment:
    """
    Return the enrolment that *payload* states, of the person with that UUID.

    Raises:
        NotGenuine: it states something else.
    """
    found = statements.parse(payload)
    if not isinstance(found, Enrolment) or found.person.uuid != person:
        raise NotGenuine("the statement does not enrol a key of this person")
    return found


def revocation(payload: bytes, *, keyid: str) -> Revocation:
    """
    Return the revocation that *payload* states, of the key with that fingerprint.

    Raises:
        NotGenuine: it states something else.
    """
    found = statements.parse(payload)
    if not isinstance(found, Revocation) or found.keyid != keyid:
        raise NotGenuine("the statement does not revoke this key")
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """A key as the page of keys shows it, and what the reader may do about it."""

    key: SigningKey
    vouched: tuple[str, ...]  # names of who vouched
    missing: int  # how many more have to
    may_vouch: bool
    may_end: bool

    @property
    def is_pending(self) -> bool:
        """Say whether it waits."""
        return self.key.state == SigningKey.State.PENDING

    @property
    def statement(self) -> str:
        """Return the statement of the enrolment, to be read."""
        return bytes(self.key.statement).decode()


def held(by: Actor) -> list[Held]:
    """Return every key of the organisation, those that wait first. Three queries."""
    rows = list(_rows(by.organisation_id))
    names = {row.keyid: row.person.name for row in rows}
    enrolled = {row.person_id: row.keyid for row in rows if row.state == SigningKey.State.ENROLLED}
    needed = vouchers_needed(by.organisation_id)
    return [_held(row, names, enrolled, needed, by) for row in rows]


def _rows(organisation_id: int) -> "QuerySet[SigningKey]":
    order = ["pending", "enrolled", "revoked", "withdrawn"]
    found = SigningKey.objects.filter(organisation_id=organisation_id).select_related("person")
    return found.order_by(_place(order), "pk")


def _place(order: list[str]) -> Case:
    return Case(*(When(state=state, then=Value(n)) for n, state in enumerate(order)))


def _held(
    row: SigningKey, names: dict[str, str], enrolled: dict[int, str], needed: int, by: Actor
) -> Held:
    is_mine, others = row.person_id == by.person_id, [one["keyid"] for one in row.signatures[1:]]
    is_pending = row.state == SigningKey.State.PENDING
    own = enrolled.get(by.person_id)
    is_open = is_pending or row.state == SigningKey.State.ENROLLED
    administers = by.may(Capability.ADMINISTER)
    return Held(
        key=row,
        vouched=tuple(names[keyid] for keyid in others),
        missing=max(0, needed - len(others)) if is_pending else 0,
        may_vouch=is_pending and own is not None and not is_mine and own not in others,
        may_end=is_open and (is_mine or (administers and (is_pending or own is not None))),
    )


def may_hold(by: Actor) -> bool:
    """Say whether *by* has a use for a signing key: to sign, or to administer."""
    return by.may(Capability.SIGN) or by.may(Capability.ADMINISTER)
