"""Reports of signed revisions are sealed once and then stay."""

from pathlib import Path

from django.db import migrations, models

GUARDS = Path(__file__).with_name("sql") / "report_seal.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0011_ledger'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportfile',
            name='certificate',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='reportfile',
            name='is_final',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reportfile',
            name='sealed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='run',
            name='kind',
            field=models.CharField(choices=[('score', 'Scoring'), ('part', 'Scoring a part'), ('read', 'Reading an inventory'), ('apply', 'Applying an inventory'), ('freeze', 'Freezing a revision'), ('report', 'Rendering a report'), ('final', 'Rendering the report of a signed revision'), ('example', 'Making the worked example'), ('simulate', 'Simulating losses')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('certificate', ''), ('sealed_at', None)), models.Q(models.Q(('certificate', ''), _negated=True), ('is_final', True), ('sealed_at__isnull', False)), _connector='OR'), name='report_sealed_with_a_certificate'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.CheckConstraint(condition=models.Q(('is_final', False), ('revision__isnull', False), _connector='OR'), name='report_final_of_a_revision'),
        ),
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
