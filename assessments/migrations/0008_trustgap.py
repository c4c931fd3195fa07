"""Decisions about machines of unlike trust behind the same walls."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

GUARDS = Path(__file__).with_name("sql") / "trust_gap.sql"
KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_parts")]
    operations = [
        migrations.CreateModel(
            "TrustGap",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("rejected", "Rejected")], max_length=8
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("facts", models.CharField(max_length=64)),
                ("told", models.TextField()),
                ("stands", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        "assessments.assessment", KEPT, related_name="%(class)ss"
                    ),
                ),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, KEPT, related_name="+")),
                ("group", models.ForeignKey("assessments.assetgroup", KEPT, related_name="gaps")),
                (
                    "organisation",
                    models.ForeignKey("assessments.organisation", KEPT, related_name="+"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["assessment", "group"], name="trust_gap_once"),
                    models.CheckConstraint(
                        condition=~Q(decision="rejected") | ~Q(reason=""),
                        name="trust_gap_rejected_with_a_reason",
                    ),
                ]
            },
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
