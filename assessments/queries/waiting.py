"""What waits for whom: signatures, actions, second opinions, and what a draft still lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import (
    Acceptance,
    Answer,
    Assessment,
    Domain,
    Placement,
    Revision,
    Risk,
    TreatmentAction,
    Upload,
)
from assessments.permissions import Actor, Capability
from assessments.queries import keyring, remarks

SOON = timedelta(days=30)
MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor: what, where, the route to it, and when."""

    what: str
    where: str
    route: str
    number: int | None
    due: date | None = None
    is_late: bool = False


def waiting(actor: Actor, *, at: datetime) -> list[Waiting]:
    """Return what waits for the actor, dated things first, the earliest before all."""
    found = [*_signatures(actor), *_keys(actor), *_actions(actor, at), *_acceptances(actor, at)]
    if actor.may(Capability.SECOND):
        found += _seconds(actor)
    found += _remarks(actor)
    if actor.may(Capability.ASSESS):
        found += [*_uploads(actor), *_drafts(actor)]
    return sorted(found, key=lambda each: (each.due is None, each.due or date.max))


def _signatures(actor: Actor) -> Iterator[Waiting]:
    person = actor.person_id
    named = Q(assessor=person) | Q(risk_owner=person) | Q(approver=person)
    rows = Revision.objects.filter(
        named, organisation_id=actor.organisation_id, status="in_signoff"
    ).exclude(signatures__person=person)
    for revision in rows.select_related("assessment")[:MOST]:
        what = _("Sign revision %(number)s") % {"number": revision.number}
        yield _about(revision.assessment, what, "sign-off")


def _keys(actor: Actor) -> Iterator[Waiting]:
    """Yield the key that a named signer lacks, and the keys that the actor could vouch for."""
    person = actor.person_id
    named = Q(assessor=person) | Q(risk_owner=person) | Q(approver=person)
    signs = Revision.objects.filter(
        named, organisation_id=actor.organisation_id, status="in_signoff"
    ).exclude(signatures__person=person)
    if signs.exists() and keyring.mine(actor) is None:
        yield Waiting(_("Make your signing key"), _("Signing keys"), "keys", None)
    for held in keyring.held(actor)[:MOST]:
        if held.may_vouch:
            what = _("Vouch for the key of %(name)s") % {"name": held.key.person.name}
            yield Waiting(what, _("Signing keys"), "keys", None)


def _actions(actor: Actor, at: datetime) -> Iterator[Waiting]:
    rows = TreatmentAction.objects.filter(
        organisation_id=actor.organisation_id,
        owner=actor.person_id,
        status__in=["planned", "in_progress"],
    )
    for action in rows.select_related("assessment").order_by("due")[:MOST]:
        late = action.due is not None and action.due < at.date()
        yield _about(action.assessment, action.title, "plan", action.due, is_late=late)


def _acceptances(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield acceptances of the actor that run out within a month or have run out."""
    rows = Acceptance.objects.filter(
        organisation_id=actor.organisation_id,
        accepted_by=actor.person_id,
        withdrawn_at=None,
        expires_on__lte=(at + SOON).date(),
    )
    for row in rows.select_related("assessment", "risk").order_by("expires_on")[:MOST]:
        what = _("Look again at the accepted risk %(key)s") % {"key": row.risk.key}
        late = row.expires_on < at.date()
        yield _about(row.assessment, what, "plan", row.expires_on, is_late=late)


def _remarks(actor: Actor) -> Iterator[Waiting]:
    """Yield remarks on assessments that the actor leads, which nobody has answered."""
    for each in remarks.waiting_for(actor.person_id, actor.organisation_id)[:MOST]:
        about = each.first.risk or _("revision %(number)s") % {"number": each.first.revision}
        what = _("Answer the remark on %(about)s") % {"about": about}
        yield _about(each.first.assessment, what, "audit")


def _seconds(actor: Actor) -> Iterator[Waiting]:
    rows = Answer.objects.filter(
        organisation_id=actor.organisation_id,
        state="not_applicable",
        seconded_by=None,
        assessment__status="draft",
    ).exclude(answered_by=actor.person_id)
    counted = rows.values("assessment").annotate(n=Count("pk")).values_list("assessment", "n")
    for pk, count in counted.order_by()[:MOST]:
        what = ngettext(
            "Confirm or refuse %(n)d answer “not applicable”",
            "Confirm or refuse %(n)d answers “not applicable”",
            count,
        )
        yield _about(Assessment.objects.get(pk=pk), what % {"n": count}, "exposures")


def _uploads(actor: Actor) -> Iterator[Waiting]:
    rows = Upload.objects.filter(
        organisation_id=actor.organisation_id, state="checked", by=actor.person_id
    )
    for upload in rows[:MOST]:
        what = _("Apply or drop %(name)s") % {"name": upload.file_name}
        yield Waiting(what, _("Inventory"), "upload", upload.pk)


def _drafts(actor: Actor) -> Iterator[Waiting]:
    """Yield what the drafts that the actor leads still lack."""
    drafts = Assessment.objects.filter(
        organisation_id=actor.organisation_id, lead=actor.person_id, status="draft"
    )
    for draft in drafts.order_by("-pk")[:MOST]:
        placed = Placement.objects.filter(assessment=draft, domain=None).count()
        if placed:
            what = ngettext(
                "Place %(n)d virtual machine in a domain",
                "Place %(n)d virtual machines in domains",
                placed,
            )
            yield _about(draft, what % {"n": placed}, "domains")
        unset = Q(value_c=None) | Q(value_i=None) | Q(value_a=None) | Q(trust=None)
        used = Domain.objects.filter(unset, assessment=draft, placements__isnull=False)
        if bare := used.distinct().count():
            what = ngettext("Value %(n)d domain", "Value %(n)d domains", bare)
            yield _about(draft, what % {"n": bare}, "domains")
        if proposed := Risk.objects.filter(assessment=draft, state="proposed").count():
            what = ngettext(
                "Confirm or change %(n)d proposed risk",
                "Confirm or change %(n)d proposed risks",
                proposed,
            )
            yield _about(draft, what % {"n": proposed}, "register")


def _about(
    assessment: Assessment, what: str, route: str, due: date | None = None, *, is_late: bool = False
) -> Waiting:
    where = f"{assessment.key} {assessment.title}"
    return Waiting(what, where, route, assessment.number, due, is_late)
