"""Remarks on frozen revisions, and answers to them."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARDS = Path(__file__).with_name("sql") / "remark.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0015_origin'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('risk', models.CharField(blank=True, max_length=20)),
                ('kind', models.CharField(choices=[('question', 'Question'), ('finding', 'Finding'), ('observation', 'Observation'), ('answer', 'Answer'), ('closed', 'Closed')], max_length=11)),
                ('words', models.TextField()),
                ('at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='assessments.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.organisation')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='assessments.remark')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='remark_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('question', 'finding', 'observation')), ('thread', None)), models.Q(('kind__in', ('answer', 'closed')), ('thread__isnull', False)), _connector='OR'), name='remark_opens_a_thread_or_stands_in_one')],
            },
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
