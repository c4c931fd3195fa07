"""Make the demo organisation: its people, and a worked example from an invented inventory."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments import synthesis
from assessments.actions import example, people, work
from assessments.models import Organisation, Person
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
    help = "Make the demo organisation with one person for each role; does nothing the second time."

    def add_arguments(self, parser: CommandParser) -> None:
        default = os.environ.get("VSRISK_DEMO_PASSWORDS", "demo-passwords.txt")
        parser.add_argument("--passwords", type=Path, default=Path(default), help="file for them")
        parser.add_argument("--vms", type=int, default=100)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *_args: Any, passwords: Path, vms: int, seed: int, **_options: Any) -> None:
        if Organisation.objects.filter(slug=SLUG).exists():
            self.stdout.write("The demo organisation is there already.")
            return
        cast = self._people(passwords)
        plan = synthesis.generate(vms, seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"northmere-{vms}-s{seed}.xlsx"
            synthesis.write(plan, path, "rvtools-xlsx")
            upload = example.begin(
                chunks=_chunks(path), file_name=path.name, by=cast["analyst"], at=timezone.now()
            )
        work.do_all(timezone.now)
        example.apply(upload, by=cast["analyst"], at=timezone.now())
        work.do_all(timezone.now)
        example.fill(upload.assessment, cast=cast, at=timezone.now())
        work.do_all(timezone.now)
        example.decide(upload.assessment, cast=cast, at=timezone.now())
        work.do_all(timezone.now)
        self.stdout.write("The demo organisation is ready.")

    def _people(self, passwords: Path) -> dict[str, Actor]:
        at = timezone.now() - timedelta(minutes=1)
        lines, made = [], {}
        for role, name in CAST.items():
            secret = secrets.token_urlsafe(12)
            address = f"{role.replace('_', '-')}@northmere.example"
            made[role] = Person.objects.create_user(address, secret, name=name)
            lines.append(f"{role:14} {address:34} {secret}")
        organisation = people.found(
            name="Northmere Clinics", slug=SLUG, administrator=made["administrator"], at=at
        )
        for role, person in made.items():
            if role != "administrator":
                people.admit(organisation=organisation, person=person, roles=[role], at=at)
        with os.fdopen(
            os.open(passwords, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
        ) as out:
            out.write("\n".join(lines) + "\n")
        actors = {role: actor_of(person, organisation) for role, person in made.items()}
        return {role: actor for role, actor in actors.items() if actor is not None}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
