"""Give the application's database role exactly what it needs; run it as the owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from assessments.models.guarded import ONLY_ADDED

READ_ONLY = ("django_migrations", "django_content_type")


class Command(BaseCommand):
    help = "Grant the application's database role its rights (after migrations, as the owner)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", help="default: the user of VSRISK_DATABASE_URL")
        parser.add_argument("--database", default="owner", choices=list(connections))

    def handle(self, *_args: Any, role: str | None, database: str, **_options: Any) -> None:
        role = role or str(settings.DATABASES["default"]["USER"])
        connection = connections[database]
        name = connection.ops.quote_name(role)
        added = ", ".join(f"assessments_{table}" for table in ONLY_ADDED)
        with connection.cursor() as cursor:
            for line in (
                f"GRANT USAGE ON SCHEMA public TO {name}",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
                f"REVOKE UPDATE, DELETE ON {added} FROM {name}",
                f"REVOKE DELETE ON assessments_assessment, assessments_revision FROM {name}",
                f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(READ_ONLY)} FROM {name}",
            ):
                cursor.execute(line)
        self.stdout.write(f"{role} may now do what the application does, and no more.")
