"""Found an organisation with its first administrator, who invites everybody else."""

import re
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from assessments.actions import people
from assessments.models import Person

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Command(BaseCommand):
    help = "Found an organisation; a new administrator's random password is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="as it stands on pages and reports")
        parser.add_argument("--slug", required=True, help="in addresses: small letters, digits, -")
        parser.add_argument("--email", required=True, help="of the first administrator")
        parser.add_argument("--person", default="", help="the administrator's name, if new here")

    def handle(self, *_args: Any, **given: Any) -> None:
        name, slug = given["name"].strip(), given["slug"].strip()
        email, person = given["email"].strip().lower(), given["person"].strip()
        known = Person.objects.filter(email__iexact=email).first()
        _check(name, slug, email, person or (known.name if known else ""))
        password = "" if known else secrets.token_urlsafe(12)
        try:
            with transaction.atomic():
                who = known or Person.objects.create_user(email, password, name=person)
                people.found(name=name, slug=slug, administrator=who, at=timezone.now())
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{name} is founded: /o/{slug}/")
        if password:
            self.stdout.write(f"{email} signs in with {password} and changes it under Account.")
        else:
            self.stdout.write(f"{email} signs in with the password they have.")


def _check(name: str, slug: str, email: str, person: str) -> None:
    wrong = []
    if not name:
        wrong.append("--name: give the organisation a name.")
    if not SLUG.fullmatch(slug):
        wrong.append("--slug: use small letters, digits and hyphens between them.")
    try:
        validate_email(email)
    except ValidationError:
        wrong.append("--email: this is no e-mail address.")
    if not person:
        wrong.append("--person: somebody new needs a name, as it stands under what they sign.")
    if wrong:
        raise CommandError("\n".join(wrong))
