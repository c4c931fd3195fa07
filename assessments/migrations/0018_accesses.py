"""What auditors asked for: a line for each page and file."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_name("sql") / "access.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_visits'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditorAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=60)),
                ('path', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'person', '-at'], name='assessments_organis_6a4f06_idx')],
            },
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
