"""Triggers and composite keys: the rules that the database keeps whoever writes."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).with_name("sql") / "guards.sql"


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
