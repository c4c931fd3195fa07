"""The table of the cache: throttle counters that all web processes share."""

from django.db import migrations

TABLE = """
CREATE TABLE vsrisk_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX vsrisk_cache_expires ON vsrisk_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_guards")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE vsrisk_cache")]
