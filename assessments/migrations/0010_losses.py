"""Losses estimated for risks and domains, and what simulated years made of them."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LOSSES = Path(__file__).with_name("sql") / "losses.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_method"),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("score", "Scoring"),
                    ("part", "Scoring a part"),
                    ("read", "Reading an inventory"),
                    ("apply", "Applying an inventory"),
                    ("freeze", "Freezing a revision"),
                    ("report", "Rendering a report"),
                    ("example", "Making the worked example"),
                    ("simulate", "Simulating losses"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="DomainEstimate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("losses", models.JSONField(default=dict)),
                ("proposed", models.JSONField(blank=True, default=dict)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("C", "Confidentiality"),
                            ("I", "Integrity"),
                            ("A", "Availability"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimates",
                        to="assessments.domain",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("domain", "dimension"), name="domain_estimate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="domain_estimate_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dimension__in", ["C", "I", "A"])),
                        name="domain_estimate_dimension_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LossEstimate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("losses", models.JSONField(default=dict)),
                ("proposed", models.JSONField(blank=True, default=dict)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("frequency", models.JSONField(default=dict)),
                ("dimensions", models.CharField(blank=True, max_length=3)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.organisation",
                    ),
                ),
                (
                    "risk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loss_estimate",
                        to="assessments.risk",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="estimate_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dimensions__regex", "^C?I?A?$")),
                        name="estimate_dimensions_are_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LossResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("input_rev", models.PositiveBigIntegerField(default=0)),
                ("seed", models.PositiveBigIntegerField()),
                ("engine", models.CharField(max_length=40)),
                ("years", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("figures", models.JSONField()),
                ("input_digest", models.CharField(max_length=64)),
                ("result_digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lossresults",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "assessment", "-id"],
                        name="assessments_organis_d955f6_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "assessment", "input_digest"),
                        name="loss_result_once_for_its_inputs",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("years__gte", 1)), name="loss_result_has_years"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LOSSES.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
