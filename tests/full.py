"""An organisation in which everything exists that a route can be about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import get_resolver, reverse
from django.utils import timezone

from assessments.actions import (
    evidence,
    freezing,
    people,
    publishing,
    ratings,
    remarks,
    signing,
    team,
    tokens,
    treatments,
    uploads,
    work,
)
from assessments.models import Assessment, Organisation, Person, Revision
from assessments.permissions import POLICIES, Actor, Standing
from tests import make, sealed, worked

CODES = {
    "catalogue-risk": "RSK-VM-07",
    "catalogue-threat": "THR-01",
    "catalogue-vulnerability": "VUL-07",
    "catalogue-item": "CHK-OM-05",
    "catalogue-asset-type": "AT-VM",
}
SIGNERS = ("analyst", "risk_owner", "approver")
ROLES = ("analyst", "risk_owner", "approver", "auditor", "administrator")
CELLS = [
    (verb, name)
    for name, policy in POLICIES.items()
    if policy.standing is Standing.MEMBER
    for verb in policy.verbs
]


@dataclass(frozen=True)
class House:
    """One organisation, somebody of each role, and the numbers of what is in it."""

    organisation: Organisation
    people: dict[str, Person]
    draft: Assessment
    ids: dict[str, int]

    def url(self, name: str, **given: Any) -> str:
        codes = {"edition": self.draft.edition, "kind": "csv", "phase": 1, "item": "CHK-OM-05"}
        codes["dimension"] = "A"
        codes["form"] = "soa.csv"
        codes["key"] = "R2"
        values: dict[str, Any] = {"org": self.organisation.slug, **codes, **self.ids, **given}
        if name == "task-done":
            values["task"] = "IP-T01"
        wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        return reverse(
            name, kwargs={key: CODES[name] if key == "code" else values[key] for key in wanted}
        ) + ("?from=1" if name == "compare" else "")


def make_house(name: str) -> House:
    """Fill an organisation: an assessment returned once, with files, plans and invitations."""
    org = make.organisation(name)
    members = {role: make.person(org, role, password=make.PASSWORD) for role in ROLES}
    actors = {role: make.acting(person, org) for role, person in members.items()}
    sealed.enrol(*(actors[role] for role in (*SIGNERS, "administrator")))
    draft = _returned_once(actors, members)
    at, by = timezone.now(), actors["analyst"]
    step = treatments.Step("Encrypt disks", due=(at + timedelta(days=9)).date(), risks=(1,))
    treatments.plan(assessment=draft, step=step, by=by, at=at)
    about = evidence.About(name="policy.txt", item="CHK-OM-05")
    file = evidence.add(assessment=draft, chunks=[b"plain words"], about=about, by=by, at=at)
    publishing.ask(assessment=draft, by=by, at=at)
    invited = people.invite(
        email="new@example.org", roles=["auditor"], by=actors["administrator"], at=at
    )
    waiting = uploads.receive(
        chunks=[worked.estate(3, 5)], file_name="b.csv.zip", by=by, at=at, assessment=draft
    )
    work.do_all(timezone.now)
    draft.refresh_from_db()
    ids = {
        "number": draft.number,
        "risk": 1,
        "revision": 1,
        "action": 1,
        "domain": draft.domains.first().pk,
        "group": draft.assetgroups.filter(kind="cluster").first().pk,
        "asset": draft.placements.first().asset_id,
        "upload": waiting.pk,
        "imported": draft.pinnedimports.first().imported_id,
        "evidence": file.pk,
        "report": draft.reports.first().pk,
        "member": members["auditor"].memberships.get().pk,
        "invitation": invited.invitation.pk,
        "token": 0,
        "signing_key": members["analyst"].keys.get().pk,
        "remark": _remarked(draft, actors["auditor"]),
    }
    sealed.seal(org)
    return House(org, members, draft, ids)


def freeze(house: House) -> Revision:
    """Freeze the open revision."""
    by = make.acting(house.people["analyst"], house.organisation)
    freezing.submit(assessment=house.draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    house.draft.refresh_from_db()
    return house.draft.revisions.get(number=house.draft.revision)


def sign_off(house: House) -> None:
    """Freeze the open revision, have all three sign it, and the notary seal it."""
    revision = freeze(house)
    for role in SIGNERS:
        sealed.sign(revision, make.acting(house.people[role], house.organisation))
    sealed.finish(house.organisation)


def token_of(actor: Actor) -> int:
    """Make a token and return its number: people end only their own."""
    return int(tokens.make(name="SIEM", days=9, by=actor, at=timezone.now()).token.pk)


def _remarked(draft: Assessment, by: Actor) -> int:
    revision, about = draft.revisions.get(), {"kind": "question", "risk": ""}
    words = "Is it whole?"
    made = remarks.begin(revision=revision, words=words, by=by, at=timezone.now(), **about)
    return int(made.pk)


def _returned_once(actors: dict[str, Actor], members: dict[str, Person]) -> Assessment:
    by = actors["analyst"]
    draft = worked.assessment(by)
    team.name_signers(
        assessment=draft,
        risk_owner=members["risk_owner"],
        approver=members["approver"],
        by=by,
        at=timezone.now(),
    )
    numbers = list(draft.risks.values_list("number", flat=True))
    ratings.confirm(assessment=draft, numbers=numbers, by=by, at=timezone.now())
    work.do_all(timezone.now)
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    signing.send_back(
        revision=draft.revisions.get(),
        reason="Name the owners",
        by=actors["approver"],
        at=timezone.now(),
    )
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft
