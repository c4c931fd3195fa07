"""Events of the trail in words: what was done, and each field before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import AuditEvent
from assessments.queries.words import ANSWERS, LEVELS, OPTIONS, RATINGS, ROLES, word

ACTS = {
    "acceptance.withdrawn": gettext_lazy("Acceptance withdrawn"),
    "action.changed": gettext_lazy("Action changed"),
    "action.planned": gettext_lazy("Action planned"),
    "answer.cleared": gettext_lazy("Answer cleared"),
    "answer.recorded": gettext_lazy("Answer recorded"),
    "answer.seconded": gettext_lazy("Not applicable confirmed by a second person"),
    "assessment.brought": gettext_lazy("Assessment brought in"),
    "assessment.created": gettext_lazy("Assessment created"),
    "assessment.described": gettext_lazy("Scope and context changed"),
    "contradiction.settled": gettext_lazy("Contradiction explained"),
    "criteria.set": gettext_lazy("Criteria set"),
    "domain.added": gettext_lazy("Domain added"),
    "domain.valued": gettext_lazy("Domain valued"),
    "evidence.added": gettext_lazy("Evidence added"),
    "evidence.removed": gettext_lazy("Evidence removed"),
    "guests.placed": gettext_lazy("Virtual machines placed"),
    "import.applied": gettext_lazy("Inventory applied"),
    "import.pinned": gettext_lazy("Inventory pinned"),
    "invitation.withdrawn": gettext_lazy("Invitation withdrawn"),
    "key.enrolled": gettext_lazy("Signing key enrolled"),
    "key.made": gettext_lazy("Signing key made"),
    "key.revoked": gettext_lazy("Signing key revoked"),
    "key.vouched": gettext_lazy("Signing key vouched for"),
    "key.withdrawn": gettext_lazy("Signing key withdrawn"),
    "loss.domain": gettext_lazy("Loss of a domain estimated"),
    "loss.dropped": gettext_lazy("Estimate of a loss taken away"),
    "loss.estimated": gettext_lazy("Loss of a risk estimated"),
    "loss.simulated": gettext_lazy("Losses simulated"),
    "method.adopted": gettext_lazy("Method adopted"),
    "method.saved": gettext_lazy("Method saved"),
    "organisation.founded": gettext_lazy("Organisation founded"),
    "person.admitted": gettext_lazy("Person admitted"),
    "person.invited": gettext_lazy("Person invited"),
    "person.joined": gettext_lazy("Person joined"),
    "person.roles": gettext_lazy("Roles changed"),
    "person.status": gettext_lazy("Membership changed"),
    "trust_gap.decided": gettext_lazy("Gap of trust decided"),
    "phase.closed": gettext_lazy("Phase closed"),
    "revision.frozen": gettext_lazy("Revision frozen"),
    "incident.noted": gettext_lazy("Incident noted"),
    "sample.drawn": gettext_lazy("Sample drawn"),
    "remark.answered": gettext_lazy("Remark answered"),
    "remark.closed": gettext_lazy("Thread of remarks closed"),
    "remark.made": gettext_lazy("Remark made"),
    "revision.reopened": gettext_lazy("Next revision opened"),
    "revision.returned": gettext_lazy("Revision returned"),
    "revision.signed": gettext_lazy("Revision signed"),
    "risk.accepted": gettext_lazy("Risk accepted"),
    "risk.added": gettext_lazy("Risk added"),
    "risk.dismissed": gettext_lazy("Risk dismissed"),
    "risk.judged": gettext_lazy("Risk rated"),
    "risk.overridden": gettext_lazy("Level overridden"),
    "risk.restored": gettext_lazy("Risk brought back"),
    "risks.confirmed": gettext_lazy("Proposals confirmed"),
    "risks.owned": gettext_lazy("Risk owner set"),
    "risks.treated": gettext_lazy("Treatment chosen"),
    "signers.named": gettext_lazy("Signers named"),
    "task.done": gettext_lazy("Task done"),
    "task.opened": gettext_lazy("Task opened again"),
    "team.added": gettext_lazy("Person added to the team"),
    "team.removed": gettext_lazy("Person removed from the team"),
    "token.made": gettext_lazy("API token made"),
    "token.revoked": gettext_lazy("API token ended"),
    "treatment.chosen": gettext_lazy("Treatment chosen"),
    "upload.cancelled": gettext_lazy("Upload cancelled"),
    "upload.received": gettext_lazy("File received"),
}
ABOUT = {  # name -> words, and the first parts of the kinds
    "risks": (gettext_lazy("Risks"), ("loss", "risk", "risks", "trust_gap")),
    "plan": (gettext_lazy("Treatment plan"), ("action", "treatment", "acceptance")),
    "checklist": (
        gettext_lazy("Checklist and phases"),
        ("answer", "contradiction", "evidence", "phase", "task"),
    ),
    "inventory": (gettext_lazy("Inventory and domains"), ("domain", "guests", "import", "upload")),
    "assessment": (
        gettext_lazy("Scope, criteria, team"),
        ("assessment", "criteria", "method", "team"),
    ),
    "sign-off": (gettext_lazy("Sign-off"), ("incident", "remark", "revision", "sample", "signers")),
    "people": (
        gettext_lazy("People and tokens"),
        ("invitation", "key", "organisation", "person", "token"),
    ),
}
BULK = {"risks.owned": "owner", "risks.treated": "option"}  # kind -> the field it sets
MORE = "and more"  # the field that counts the rest
MANY = 6  # keys of a bulk act that are named one by one
FIELDS = {
    **RATINGS,
    MORE: gettext_lazy("And more"),
    "cost_minor": gettext_lazy("Cost"),
    "due": gettext_lazy("Due"),
    "expires_on": gettext_lazy("Until"),
    "seed": gettext_lazy("Seed"),
    "until": gettext_lazy("Last day"),
    "happened_on": gettext_lazy("Day"),
    "words": gettext_lazy("What happened"),
    "items": gettext_lazy("Checklist items"),
    "option": gettext_lazy("Treatment"),
    "override_level": gettext_lazy("Level"),
    "seconded_by": gettext_lazy("Second person"),
    "sha256": gettext_lazy("SHA-256"),
    "value_a": gettext_lazy("Value of availability"),
    "value_c": gettext_lazy("Value of confidentiality"),
    "value_i": gettext_lazy("Value of integrity"),
}
VALUES = {**OPTIONS, **ANSWERS, **ROLES}
HUNDRED = 100
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One field; blank where it was not set."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words; `changes` of the asked object alone where one act had many."""

    event: AuditEvent
    act: str
    changes: tuple[Change, ...]


def tell(event: AuditEvent, key: str = "") -> Told:
    """Return *event* in words; of a bulk act only what it did to the object *key*."""
    before, after = dict(event.before), dict(event.after)
    if event.kind in BULK:
        field = BULK[event.kind]
        before, after = _of_bulk(before, key, field), _of_bulk(after, key, field)
    elif key and event.kind == "risks.confirmed":
        before, after = {}, {}
    changes = tuple(_changes(before, after))
    return Told(event, str(ACTS.get(event.kind, event.kind)), changes)


def _of_bulk(side: Mapping[str, Any], key: str, field: str) -> dict[str, Any]:
    if key:
        return {field: side.get(key, "")}
    keys = list(side)
    rest = len(keys) - MANY
    return {each: side[each] for each in keys[:MANY]} | ({MORE: rest} if rest > 0 else {})


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field in dict.fromkeys([*before, *after]):
        was, now = said(field, before.get(field)), said(field, after.get(field))
        if was == now:
            was = ""
        if was or now:
            yield Change(word(FIELDS, field), was, now)


def said(field: str, value: Any) -> str:
    """Return the value of a field as people write it; blank for none."""
    if isinstance(value, list):
        return ", ".join(said("", each) for each in value)[:LONGEST]
    if isinstance(value, dict):
        return "; ".join(f"{word(FIELDS, k)} {said(k, v)}" for k, v in value.items())[:LONGEST]
    if isinstance(value, str):
        return _text(value)
    return "" if value is None else _number(field, value)


def _number(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field in ("override_level", "level", "appetite"):
        return str(LEVELS.get(value, value))
    if field == "cost_minor":
        return f"{value // HUNDRED:,}.{value % HUNDRED:02d}"
    return str(value)


def _text(value: str) -> str:
    if value in VALUES:
        return str(VALUES[value])
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:LONGEST]
    return date_format(moment, "j M Y, H:i" if "T" in value else "j M Y")
