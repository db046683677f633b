"""The search itself, and an index whose tokens are never sampled."""

from django.db import migrations

from portal.places.guards import sql_beside


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        sql_beside(__file__, "newest.sql"),
        # Statistics of the expression would make the tokens of 30,000 texts at every ANALYZE, for a
        # planner that may not choose by them anyway.
        migrations.RunSQL(
            "ALTER INDEX search_document_tokens ALTER COLUMN 1 SET STATISTICS 0",
            migrations.RunSQL.noop,
        ),
    ]
