"""Two full organisations, made once for each worker in a database of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import transaction

from tests.database import Databases
from tests.full import House, make_house


class Filled(NamedTuple):
    database: str
    folder: Path
    houses: tuple[House, House]


@pytest.fixture(scope="session")
def _filled(
    databases: Databases, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name), pytest.MonkeyPatch.context() as patch:
            patch.setattr("celery.current_app.send_task", lambda *_a, **_k: None)
            _files_in(patch, folder)
            houses = make_house("St Brannoc"), make_house("Elsewhere")
        yield Filled(name, folder, houses)
        databases.drop(name)


@pytest.fixture
def houses(
    _filled: Filled, databases: Databases, django_db_blocker, monkeypatch
) -> Iterator[tuple[House, House]]:
    """Give our organisation and a foreign one; what the test changes is taken back."""
    _files_in(monkeypatch, _filled.folder)
    with django_db_blocker.unblock(), databases.using(_filled.database), transaction.atomic():
        yield _filled.houses
        transaction.set_rollback(True)


def _files_in(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr("django.conf.settings.UPLOAD_DIR", folder / "uploads")
    patch.setattr("django.conf.settings.EVIDENCE_DIR", folder / "evidence")
