"""The worked example: what a careful team would do with an inventory, through the same actions."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import (
    answers,
    assessments,
    domains,
    ratings,
    risks,
    team,
    treatments,
    trust_gaps,
    uploads,
)
from assessments.models import Assessment, Person, Upload
from assessments.permissions import Actor
from assessments.queries import checklist, coresident, scope

WORTH: Mapping[str, tuple[int, int, int, int]] = {  # C, I, A, trust
    "RES": (5, 4, 3, 4),
    "DMZ": (2, 3, 4, 1),
    "PRD": (4, 4, 5, 3),
    "TST": (2, 2, 2, 2),
    "DEV": (2, 2, 2, 2),
}
ORDINARY = (3, 3, 3, 3)
PATTERN = ("implemented", "partly", "implemented", "not_implemented", "planned", "implemented")
HIGH = 4
FEW = 6


def begin(*, by: Actor, at: datetime) -> Assessment:
    """Open the example's assessment."""
    return assessments.create(
        scope=assessments.Scope(
            title=_("Northmere clinical platform"),
            scope_in=_("All clusters of the two data halls, their management server and storage."),
            scope_out=_("Desktops, the campus network and what providers run."),
            context=_("Ordered by the board after the platform was renewed. Invented data."),
            exclusions=("desktop", "network", "storage"),
            facts=("esxi", "live_migration", "shared_cluster"),
        ),
        by=by,
        at=at,
        is_example=True,
    )


def hand_in(
    draft: Assessment, *, chunks: Iterable[bytes], file_name: str, by: Actor, at: datetime
) -> Upload:
    """Hand the inventory of the example in."""
    return uploads.receive(chunks=chunks, file_name=file_name, by=by, at=at, assessment=draft)


def apply(upload: Upload, *, by: Actor, at: datetime) -> None:
    """Apply the inventory that was read."""
    upload.refresh_from_db()
    uploads.apply(upload=upload, by=by, at=at)


@transaction.atomic
def fill(assessment: Assessment, *, cast: Mapping[str, Actor], at: datetime) -> None:
    """
    Value the domains, name the signers, answer the checklist, confirm what is proposed.

    All of it or nothing. What people valued, named or answered meanwhile stays. A
    part that *cast* lacks stays unnamed.
    """
    analyst = cast["analyst"]
    for domain in assessment.domains.filter(valued_at=None):
        worth = domains.Worth(*WORTH.get(domain.name, ORDINARY))
        domains.value(domain=domain, worth=worth, reason="", version=None, by=analyst, at=at)
    _name_signers(assessment, cast, at)
    _place_the_rest(assessment, analyst, at)
    _accept_gaps(assessment, analyst, at)
    _answer(assessment, analyst, at)
    numbers = list(assessment.risks.filter(state="proposed").values_list("number", flat=True))
    if numbers:
        ratings.confirm(assessment=assessment, numbers=numbers, by=analyst, at=at)


@transaction.atomic
def decide(assessment: Assessment, *, cast: Mapping[str, Actor], at: datetime) -> None:
    """
    Treat the highest risks, plan what the first of them needs, retain one: all or nothing.

    The analyst does it; risks and steps get an owner if *cast* has one.
    """
    analyst, person = cast["analyst"], _person(cast.get("risk_owner"))
    above = assessment.risks.filter(score__current__gte=HIGH).order_by("-score__current", "number")
    numbers = list(above.values_list("number", flat=True))
    if person is not None:
        risks.give_owner(assessment=assessment, numbers=numbers, owner=person, by=analyst, at=at)
    for row in above:
        treatments.choose(risk=row, option="modify", note="", by=analyst, at=at)
    for place, row in enumerate(above[:FEW]):
        items = [item.code for item in scope.edition_of(assessment).treated_by[row.code]][:3]
        treatments.plan(
            assessment=assessment,
            step=treatments.Step(
                title=_("Treat “%(title)s”") % {"title": row.title},
                owner=person,
                due=(at + timedelta(days=30 * (place + 1))).date(),
                cost_minor=250_000 * (place + 1),
                items=tuple(items),
                risks=(row.number,),
            ),
            by=analyst,
            at=at,
        )
    middle = assessment.risks.filter(score__current=3).order_by("number").first()
    if middle is not None:
        treatments.choose(risk=middle, option="retain", note="", by=analyst, at=at)


def _name_signers(assessment: Assessment, cast: Mapping[str, Actor], at: datetime) -> None:
    assessment.refresh_from_db(fields=["risk_owner", "approver"])
    owner, approver = _person(cast.get("risk_owner")), _person(cast.get("approver"))
    if assessment.risk_owner_id or assessment.approver_id or not (owner or approver):
        return
    team.name_signers(
        assessment=assessment, risk_owner=owner, approver=approver, by=cast["analyst"], at=at
    )


def _place_the_rest(assessment: Assessment, analyst: Actor, at: datetime) -> None:
    rest = list(assessment.placements.filter(domain=None).values_list("asset_id", flat=True))
    if rest:
        home = assessment.domains.filter(name__iexact=_("General")).first() or domains.add(
            assessment=assessment, name=_("General"), by=analyst, at=at
        )
        domains.place(assessment=assessment, assets=rest, domain=home, by=analyst, at=at)
        worth = domains.Worth(*ORDINARY)
        domains.value(domain=home, worth=worth, reason="", version=None, by=analyst, at=at)


def _accept_gaps(assessment: Assessment, analyst: Actor, at: datetime) -> None:
    for gap in coresident.proposals(assessment):
        if gap.is_open:
            trust_gaps.decide(
                assessment=assessment,
                group=gap.group.pk,
                said="accepted",
                reason="",
                by=analyst,
                at=at,
            )


def _answer(assessment: Assessment, analyst: Actor, at: datetime) -> None:
    seen = checklist.seen_by_item(assessment)
    answered = set(assessment.answers.filter(group=None).values_list("item", flat=True))
    for place, item in enumerate(scope.items_in_scope(assessment)):
        if item.code in answered:
            continue
        state = PATTERN[place % len(PATTERN)]
        if state == "implemented" and item.code in seen:
            state = "partly"
        said = answers.Said(item=item.code, state=state)
        answers.record(assessment=assessment, said=said, version=None, by=analyst, at=at)


def _person(actor: Actor | None) -> Person | None:
    return Person.objects.get(pk=actor.person_id) if actor else None
