"""The ledger of signatures: keys, entries, checkpoints, receipts."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_name("sql") / "ledger.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_losses"),
    ]

    operations = [
        migrations.CreateModel(
            name="NotaryKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public", models.BinaryField()),
                ("host", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="signature",
            name="keyid",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="signature",
            name="nonce",
            field=models.CharField(max_length=200, null=True, unique=True),
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signoff", "signoff"),
                            ("key.enrol", "key.enrol"),
                            ("key.revoke", "key.revoke"),
                            ("genesis", "genesis"),
                            ("reject", "reject"),
                            ("reopen", "reopen"),
                            ("report", "report"),
                            ("role.change", "role.change"),
                            ("policy.change", "policy.change"),
                            ("ledger.rotate", "ledger.rotate"),
                            ("backup.checkpoint", "backup.checkpoint"),
                            ("erase", "erase"),
                        ],
                        max_length=20,
                    ),
                ),
                ("body", models.BinaryField()),
                ("leaf", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="signature",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="assessments.ledgerentry",
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="assessments.ledgerentry",
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
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("ed25519", "ed25519"), ("sshsig", "sshsig")], max_length=10
                    ),
                ),
                ("keyid", models.CharField(max_length=64)),
                ("public", models.BinaryField()),
                ("sealed", models.JSONField(blank=True, null=True)),
                ("statement", models.BinaryField()),
                ("signatures", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waits to be vouched for"),
                            ("enrolled", "Enrolled"),
                            ("revoked", "Revoked"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("enrolled_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("compromised_since", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("sealed_at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("organisation", "size"), name="checkpoint_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="ledger_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "genesis"), ("number", 0)),
                    models.Q(("number__gt", 0), models.Q(("kind", "genesis"), _negated=True)),
                    _connector="OR",
                ),
                name="ledger_begins_with_its_genesis",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("entry", "address"), name="receipt_once"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.UniqueConstraint(fields=("organisation", "keyid"), name="key_once"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["pending", "enrolled"])),
                fields=("organisation", "person"),
                name="one_key_at_a_time",
            ),
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
