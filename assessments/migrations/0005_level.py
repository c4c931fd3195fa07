"""The level that counts beside each risk, kept by triggers, and the index that orders by it."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Q

LEVELS = Path(__file__).with_name("sql") / "levels.sql"
RANKED = (
    *("likelihood", "consequence_c", "consequence_i", "consequence_a"),
    *("proposed_likelihood", "proposed_consequence_c", "proposed_consequence_i"),
    *("proposed_consequence_a", "override_level", "level"),
)


def _rank() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(null=True, blank=True)


def _ranks() -> Q:
    condition = Q()
    for name in RANKED:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
    return condition


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_worked_example")]
    operations = [
        migrations.AddField("risk", "level", _rank()),
        migrations.AddField("risk", "level_likelihood", _rank()),
        migrations.RunSQL(LEVELS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RemoveConstraint("risk", "risk_ranks_are_1_to_5"),
        migrations.AddConstraint(
            "risk", models.CheckConstraint(condition=_ranks(), name="risk_ranks_are_1_to_5")
        ),
        migrations.AddIndex(
            "risk",
            models.Index(
                "assessment",
                F("level").desc(nulls_last=True),
                F("level_likelihood").desc(nulls_last=True),
                "number",
                name="risk_by_level",
                include=("state", "owner"),
            ),
        ),
    ]
