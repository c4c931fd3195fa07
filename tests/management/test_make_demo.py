"""The demo holds no score of its own: the same seed and file give the same register again."""

from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.models import Assessment
from assessments.models.risk import JUDGED, PROPOSED

VMS, SEED = 30, 7
LEVELS = ("inherent", "current", "residual")


@pytest.fixture
def demo(databases, django_db_setup, django_db_blocker, settings, tmp_path):
    """Return what makes the demo in a database of its own and tells its register."""
    settings.UPLOAD_DIR = tmp_path / "uploads"

    def make(seed: int) -> list[tuple]:
        with django_db_blocker.unblock():
            name = databases.clone()
            with databases.using(name):
                told = register(seed, tmp_path / "passwords.txt")
            databases.drop(name)
        return told

    return make


def register(seed: int, passwords: Path) -> list[tuple]:
    with passwords.with_suffix(".out").open("w") as out:
        call_command("make_demo", vms=VMS, seed=seed, passwords=passwords, stdout=out)
    rows = Assessment.objects.get().risks.order_by("number")
    return list(
        rows.values_list(
            "number",
            "code",
            "group__kind",
            "group__name",
            "state",
            *PROPOSED,
            *JUDGED,
            *(f"score__{state}{part}" for state in LEVELS for part in ("", "_likelihood")),
            "score__details",
            "treatment__option",
            "owner__name",
        )
    )


def test_the_demo_made_twice_from_one_seed_is_the_same_register(demo):
    first, again = demo(SEED), demo(SEED)

    assert first == again
    assert len(first) > 50
    assert {row[1] for row in first} >= {"RSK-VM-07", "RSK-HV-01"}
