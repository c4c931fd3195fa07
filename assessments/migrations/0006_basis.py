"""What the levels of a risk follow from, named by one number, so that only changed rows are written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_level")]
    operations = [migrations.AddField("score", "basis", models.BigIntegerField(null=True))]
