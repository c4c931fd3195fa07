"""Runs that several workers share: their parts are runs too, with what each found."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

PARTS = Path(__file__).with_name("sql") / "parts.sql"
KINDS = [
    ("score", "Scoring"),
    ("part", "Scoring a part"),
    ("read", "Reading an inventory"),
    ("apply", "Applying an inventory"),
    ("freeze", "Freezing a revision"),
    ("report", "Rendering a report"),
    ("example", "Making the worked example"),
]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_basis")]
    operations = [
        migrations.RemoveConstraint("run", "run_open_once_per_subject"),
        migrations.AddField("run", "outcome", models.BinaryField(null=True)),
        migrations.AddField(
            "run",
            "parent",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="assessments.run",
            ),
        ),
        migrations.AlterField("run", "kind", models.CharField(choices=KINDS, max_length=8)),
        migrations.AddConstraint(
            "run",
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=["queued", "running"]) & ~Q(kind__in=["score", "part"]),
                name="run_open_once_per_subject",
            ),
        ),
        migrations.AddConstraint(
            "run", models.UniqueConstraint(fields=["parent", "subject"], name="run_part_once")
        ),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=Q(kind="part") ^ Q(parent=None), name="run_part_has_a_whole"
            ),
        ),
        migrations.RunSQL(PARTS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
