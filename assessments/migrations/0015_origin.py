"""Where an assessment came from that was made elsewhere, and the inventories that it rests on."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

GUARDS = Path(__file__).with_name("sql") / "origin.sql"
KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_passkeys")]
    operations = [
        migrations.AddField("Import", "brought", models.BooleanField(default=False)),
        migrations.RemoveConstraint("Import", "import_once_per_file"),
        migrations.AddConstraint(
            "Import",
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(brought=False),
                name="import_once_per_file",
            ),
        ),
        migrations.CreateModel(
            "Origin",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=160)),
                ("key", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=160)),
                ("revision", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("frozen_at", models.CharField(max_length=20)),
                ("signers", models.JSONField(default=list)),
                ("accepted", models.JSONField(default=list)),
                ("ledger_key", models.TextField(blank=True)),
                ("file_name", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.OneToOneField("assessments.assessment", KEPT, related_name="origin"),
                ),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, KEPT, related_name="+")),
                (
                    "organisation",
                    models.ForeignKey("assessments.organisation", KEPT, related_name="+"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="origin_has_a_digest"
                    )
                ]
            },
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
