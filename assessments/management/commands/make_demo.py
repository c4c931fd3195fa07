"""Make the demo organisation: its people, and a worked example from an invented inventory."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from assessments.actions import making, people, work
from assessments.models import Organisation, Person, Run
from assessments.permissions import Actor, actor_of
from assessments.queries import examples

SLUG = "northmere"
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
    lines, made = [], {}
    for role, name in CAST.items():
        secret = secrets.token_urlsafe(12)
        made[role] = Person.objects.create_user(_address(role), secret, name=name)
        lines.append(f"{role:14} {_address(role):34} {secret}")
    organisation = people.found(
        name="Northmere Clinics", slug=SLUG, administrator=made["administrator"], at=at
    )
    for role, person in made.items():
        if role != "administrator":
            people.admit(organisation=organisation, person=person, roles=[role], at=at)
    with os.fdopen(os.open(passwords, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
    return organisation


def _address(role: str) -> str:
    return f"{role.replace('_', '-')}@northmere.example"
