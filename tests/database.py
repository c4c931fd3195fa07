"""Databases for tests: one migrated template, a clone for whoever needs one."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).parents[1]


class Databases:
    """Clones of a template that is migrated once for each state of the migrations."""

    def __init__(self) -> None:
        if "owner" not in settings.DATABASES:
            raise RuntimeError(
                "Tests create databases: set VSRISK_DATABASE_OWNER_URL to a role with CREATEDB."
            )
        self.template = f"vsrisk_template_{_state_of_migrations()}_{_application_role()}"
        with _one_at_a_time(self.template):
            if not self._exists(self.template):
                self._make_template()

    def clone(self) -> str:
        """Create a database like the template and return its name."""
        name = f"test_vsrisk_{uuid.uuid4().hex[:12]}"
        with _one_at_a_time(self.template):
            self._as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        return name

    def drop(self, name: str) -> None:
        connections.close_all()
        self._as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextlib.contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Use a database for a while, then go back."""
        before = connections["default"].settings_dict["NAME"]
        self.use(name)
        try:
            yield
        finally:
            self.use(before)

    def use(self, name: str) -> None:
        """Point both connections, the application's and the owner's, at a database."""
        connections.close_all()
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = name
            settings.DATABASES[alias]["NAME"] = name

    def _make_template(self) -> None:
        building = f"{self.template}_building"
        self._as_owner(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
        self._as_owner(
            f"CREATE DATABASE \"{building}\" TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        before = connections["owner"].settings_dict["NAME"]
        self.use(building)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        call_command("grant_application", database="owner", verbosity=0, stdout=_Silence())
        _keep_statistics_unset()
        self.use(before)
        self._as_owner(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')

    def _exists(self, name: str) -> bool:
        rows = self._as_owner("SELECT 1 FROM pg_database WHERE datname = %s", name)
        return bool(rows)

    def _as_owner(self, sql: str, *parameters: str) -> list[tuple[object, ...]]:
        owner = connections["owner"]
        with owner._nodb_cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []


def _keep_statistics_unset() -> None:
    """
    Let nothing be counted in tables whose rows are rolled back after each test.

    A count of an empty table makes the planner read row by row what a test then fills.
    """
    with connections["owner"].cursor() as cursor:
        for table in connections["owner"].introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')


class _Silence:
    def write(self, _words: str) -> None:
        """Say nothing."""


def _application_role() -> str:
    return str(settings.DATABASES["default"]["USER"])


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    folder = ROOT / "assessments" / "migrations"
    extra = [
        Path(__file__),
        ROOT / "assessments" / "models" / "guarded.py",
        ROOT / "assessments" / "management" / "commands" / "grant_application.py",
    ]
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql"), *extra]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    mine = f"{name}-{os.getuid()}.lock"  # of another user's file not even the name is free
    with (Path(tempfile.gettempdir()) / mine).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
