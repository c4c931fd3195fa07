"""Registers that are filled once for all measurements, committed, with fresh statistics."""

from collections.abc import Iterator, Mapping

import pytest
from django.db import connections

from tests import make, registers
from tests.bench.figures import TABLE, table
from tests.registers import Filled

SIZES = (1_000, 10_000)


@pytest.fixture(scope="session")
def filled(databases, django_db_setup, django_db_blocker) -> Iterator[Mapping[int, Filled]]:
    """Give registers of each size, in one organisation, in a database of their own."""
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name):
            org = make.organisation()
            found = {size: registers.fill(org, size) for size in SIZES}
            analyse()
            yield found
        databases.drop(name)


def analyse() -> None:
    """Tidy the tables and let the planner know them, as the server does in the long run."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@pytest.fixture
def open_database(filled, django_db_blocker) -> Iterator[None]:
    """Let a measurement use the database of the filled registers."""
    with django_db_blocker.unblock():
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show all figures beside their yardsticks at the end of the run."""
    if TABLE:
        terminalreporter.section("figures")
        for line in table():
            terminalreporter.write_line(line)
