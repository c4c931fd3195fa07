"""Passkeys as signing keys: where each signs, and by which name its authenticator knows it."""

from django.db import migrations, models
from django.db.models import Q

TEXTS = {"rp": 253, "origin": 300, "credential": 1400}


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0013_incident"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signingkey",
            name="method",
            field=models.CharField(
                choices=[("ed25519", "ed25519"), ("sshsig", "sshsig"), ("webauthn", "webauthn")],
                max_length=10,
            ),
        ),
        *(
            migrations.AddField(
                model_name="signingkey",
                name=name,
                field=models.CharField(blank=True, default="", max_length=length),
                preserve_default=False,
            )
            for name, length in TEXTS.items()
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.CheckConstraint(
                condition=(
                    Q(method="webauthn", sealed__isnull=True)
                    & ~(Q(rp="") | Q(origin="") | Q(credential=""))
                    | ~Q(method="webauthn") & Q(rp="", origin="", credential="")
                ),
                name="a_passkey_says_where_it_signs",
            ),
        ),
    ]
