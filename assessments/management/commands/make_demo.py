"""Make the demo organisation: its people, and a worked example from an invented inventory."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from assessments import synthesis
from assessments.actions import example, people, work
from assessments.models import Assessment, Organisation, Person
from assessments.permissions import Actor, actor_of

SLUG = "northmere"
CAST = {
    "analyst": "Ines Abara",
    "risk_owner": "Jonas Lindqvist",
    "approver": "Priya Raman",
    "auditor": "Marek Nowak",
    "administrator": "Ada Kowalski",
}
CHUNK = 1 << 20


class Command(BaseCommand):
    help = "Make the demo organisation, or finish what was interrupted; else it does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        default = os.environ.get("VSRISK_DEMO_PASSWORDS", "demo-passwords.txt")
        parser.add_argument("--passwords", type=Path, default=Path(default), help="file for them")
        parser.add_argument("--vms", type=int, default=100)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *_args: Any, passwords: Path, vms: int, seed: int, **_options: Any) -> None:
        cast = self._cast(passwords)
        examples = Assessment.objects.filter(organisation__slug=SLUG, is_example=True)
        draft = examples.order_by("pk").first()
        if draft is not None and draft.treatmentactions.exists():
            self.stdout.write("The demo organisation is there already.")
            return
        draft = draft or example.begin(by=cast["analyst"], at=timezone.now())
        work.do_all(timezone.now)  # what an interrupted start has left
        if not draft.pinnedimports.exists():
            _bring_in(draft, vms, seed, cast["analyst"])
        example.fill(draft, cast=cast, at=timezone.now())
        work.do_all(timezone.now)
        example.decide(draft, cast=cast, at=timezone.now())
        work.do_all(timezone.now)
        self.stdout.write("The demo organisation is ready.")

    def _cast(self, passwords: Path) -> dict[str, Actor]:
        """Return the people of the demo, made the first time."""
        organisation = Organisation.objects.filter(slug=SLUG).first() or _people(passwords)
        found = {}
        for role in CAST:
            actor = actor_of(Person.objects.get(email=_address(role)), organisation)
            if actor is not None:
                found[role] = actor
        return found


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


def _bring_in(draft: Assessment, vms: int, seed: int, analyst: Actor) -> None:
    plan = synthesis.generate(vms, seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"northmere-{vms}-s{seed}.xlsx"
        synthesis.write(plan, path, "rvtools-xlsx")
        upload = example.hand_in(
            draft, chunks=_chunks(path), file_name=path.name, by=analyst, at=timezone.now()
        )
    work.do_all(timezone.now)
    example.apply(upload, by=analyst, at=timezone.now())
    work.do_all(timezone.now)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
