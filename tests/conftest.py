"""The test database: migrated once as its owner, used as the application."""

from collections.abc import Iterator

import pytest
from django.db import connections
from hypothesis import settings as hypothesis_settings

from tests.database import Databases
from vsrisk.celery import app as celery_app

pytest_plugins = ["tests.houses"]

celery_app.set_default()
hypothesis_settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no mistake
    derandomize=True,  # coverage of the lower floors is counted: the same examples each time
)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def databases(django_db_blocker) -> Iterator[Databases]:
    with django_db_blocker.unblock():
        yield Databases()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker) -> Iterator[None]:
    """Give this worker a clone of the migrated template and sign in as the application."""
    with django_db_blocker.unblock():
        name = databases.clone()
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        databases.drop(name)


@pytest.fixture
def committed(databases: Databases, django_db_setup, django_db_blocker) -> Iterator[str]:
    """
    Give one test a database of its own in which transactions really commit.

    Append-only triggers refuse the flush of Django's transactional tests.
    """
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name):
            yield name
        databases.drop(name)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collect the rings that would go to the broker: the one edge that tests fake."""
    rings: list[int] = []

    def remember(_name: str, *, kwargs: dict[str, int], **_options: object) -> None:
        rings.append(kwargs["run_id"])

    monkeypatch.setattr("celery.current_app.send_task", remember)
    return rings


@pytest.fixture(autouse=True)
def _quick_keys(settings) -> None:
    """Let passphrases open keys at once: what makes it slow is one number."""
    settings.SIGNING_KEY_COST = 4


@pytest.fixture(autouse=True)
def _quiet_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rings from reaching a broker in tests that run no worker."""
    if "stack" not in request.fixturenames:
        monkeypatch.setattr("celery.current_app.send_task", lambda *_a, **_k: None)
