"""The two database roles: one owns the tables, the other runs the application."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg2
from psycopg2 import sql

from vsrisk.launch.postgres import APPLICATION, DATABASE, OWNER
from vsrisk.launch.problems import CannotGoOn

NEEDED = f"""\
  CREATE ROLE {OWNER} LOGIN PASSWORD '...';   -- owns the tables; migrations only
  CREATE ROLE {APPLICATION} LOGIN PASSWORD '...';     -- what the application signs in as
  CREATE DATABASE {DATABASE} OWNER {OWNER} ENCODING 'UTF8'
    LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;"""


def prepare(superuser_url: str, *, for_tests: bool = False) -> None:
    """
    Create what is missing of roles and database in a server of our own.

    Neither role is a superuser or may create roles. With *for_tests* the owner
    may create databases and end the sessions in them.
    """
    with _connected(superuser_url) as cursor:
        for role in (OWNER, APPLICATION):
            if not _exists(cursor, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if for_tests:
            cursor.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
            cursor.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
        if not _exists(cursor, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            cursor.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' "
                    "TEMPLATE template0"
                ).format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
            cursor.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE))
            )
            cursor.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(APPLICATION)
                )
            )


def require(*, owner_url: str, application_url: str) -> None:
    """
    Check that both roles can sign in to somebody else's server.

    Raises:
        CannotGoOn: one cannot; the words give the SQL that an administrator runs.
    """
    for name, url in (
        ("VSRISK_DATABASE_OWNER_URL", owner_url),
        ("VSRISK_DATABASE_URL", application_url),
    ):
        try:
            with _connected(url):
                pass
        except psycopg2.OperationalError as error:
            raise CannotGoOn(
                f"{name}: the database server says: {str(error).strip()}\n"
                f"If roles or database are missing, an administrator of that server runs:\n{NEEDED}"
            ) from error


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url, connect_timeout=5)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _exists(cursor: Any, question: str, name: str) -> bool:
    cursor.execute(question, [name])
    return cursor.fetchone() is not None
