"""Methods that an organisation wrote for itself, version by version."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = Path(__file__).with_name("sql") / "method.sql"
KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_trustgap")]
    operations = [
        migrations.CreateModel(
            "MethodVersion",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("about", models.TextField(blank=True)),
                ("document", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey("assessments.organisation", KEPT, related_name="+"),
                ),
                ("saved_by", models.ForeignKey(settings.AUTH_USER_MODEL, KEPT, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation", "name", "number"], name="method_version_once"
                    )
                ]
            },
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
