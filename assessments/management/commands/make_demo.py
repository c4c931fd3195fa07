"""Make the demo organisation: its people, and a worked example from an invented inventory."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from assessments.actions import keys, making, people, work
from assessments.actions.pens import Pen
from assessments.models import NotaryKey, Organisation, Person, Run
from assessments.permissions import Actor, actor_of
from assessments.queries import examples

SLUG = "northmere"
SIGNERS = ("analyst", "risk_owner", "approver", "administrator")
CAST = {
    "analyst": "Ines Abara",
    "risk_owner": "Jonas Lindqvist",
    "approver": "Priya Raman",
    "auditor": "Marek Nowak",
    "administrator": "Ada Kowalski",
}


class Command(BaseCommand):
    help = "Make the demo organisation, or finish what was interrupted; else it does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        default = os.environ.get("VSRISK_DEMO_PASSWORDS", "demo-passwords.txt")
        parser.add_argument("--passwords", type=Path, default=Path(default), help="file for them")
        parser.add_argument("--vms", type=int, default=100)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *_args: Any, passwords: Path, vms: int, seed: int, **_options: Any) -> None:
        analyst = self._analyst(passwords)
        draft = examples.example(analyst)
        if draft is not None and examples.is_made(draft):
            self.stdout.write("The demo organisation is there already.")
            return
        run = making.ask(by=analyst, at=timezone.now(), size=making.Size(vms, seed))
        work.do_all(timezone.now)
        run.refresh_from_db()
        if run.state == Run.State.RUNNING:
            self.stdout.write("The demo organisation is being made by another process.")
        elif run.state != Run.State.DONE:
            raise CommandError(f"The demo organisation is not whole. {run.error}")
        else:
            self.stdout.write("The demo organisation is ready.")

    def _analyst(self, passwords: Path) -> Actor:
        """Return the analyst of the demo; its people are made the first time."""
        organisation = Organisation.objects.filter(slug=SLUG).first() or _people(passwords)
        actor = actor_of(Person.objects.get(email=_address("analyst")), organisation)
        if actor is None:
            raise CommandError("The analyst of the demo organisation is no longer active.")
        return actor


@transaction.atomic
def _people(passwords: Path) -> Organisation:
    """Make organisation, people and the file of their passwords, or nothing of it."""
    at = timezone.now() - timedelta(minutes=1)
    words = {role: secrets.token_urlsafe(12) for role in CAST}
    made = {
        role: Person.objects.create_user(_address(role), words[role], name=name)
        for role, name in CAST.items()
    }
    organisation = people.found(
        name="Northmere Clinics", slug=SLUG, administrator=made["administrator"], at=at
    )
    for role, person in made.items():
        if role != "administrator":
            people.admit(organisation=organisation, person=person, roles=[role], at=at)
    phrases = _keys(organisation, made, at)
    lines = [
        f"{role:14} {_address(role):34} {words[role]}"
        + (f"   signing passphrase: {phrases[role]}" if role in phrases else "")
        for role in CAST
    ]
    with os.fdopen(os.open(passwords, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
    return organisation


def _keys(organisation: Organisation, people: dict[str, Person], at: datetime) -> dict[str, str]:
    """Give who signs a key each, vouched for by those before; return the passphrases."""
    if not NotaryKey.objects.exists():
        return {}  # a demo without a notary is one in which nothing is signed
    phrases: dict[str, str] = {}
    actors: list[tuple[Actor, str]] = []
    for role in SIGNERS:
        actor = actor_of(people[role], organisation)
        if actor is None:
            raise CommandError(f"{people[role].name} is not active.")
        phrases[role] = secrets.token_urlsafe(12)
        key = keys.make(passphrase=phrases[role], by=actor, at=at)
        for voucher, phrase in actors[:2]:
            keys.vouch(key_id=key.pk, pen=Pen(phrase), by=voucher, at=at)
        actors.append((actor, phrases[role]))
    return phrases


def _address(role: str) -> str:
    return f"{role.replace('_', '-')}@northmere.example"
