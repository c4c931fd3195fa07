"""Where an asset was read: a file within an archive has a longer name than a sheet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_accesses'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assetstate',
            name='sheet',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
