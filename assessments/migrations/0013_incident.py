"""Incidents noted at signed revisions; letters about acceptances whose time is over."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_name("sql") / "incident.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0012_report_seal'),
    ]

    operations = [
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('happened_on', models.DateField()),
                ('words', models.TextField()),
                ('noted_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='receipt',
            name='acceptance',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.acceptance'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='assessments.ledgerentry'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('acceptance', 'address'), name='reminder_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acceptance', None), ('entry__isnull', False)), models.Q(('acceptance__isnull', False), ('entry', None)), _connector='OR'), name='letter_about_one_thing'),
        ),
        migrations.AddField(
            model_name='incidentnote',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='incidentnote',
            name='noted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incidentnote',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation'),
        ),
        migrations.AddConstraint(
            model_name='incidentnote',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='incident_in_words'),
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
