"""What the database itself refuses in this room."""

from django.db import migrations

from portal.places.guards import append_only, sql_beside


class Migration(migrations.Migration):
    dependencies = [("loop", "0002_initial")]

    operations = [
        sql_beside(__file__, "guards.sql"),
        append_only("loop_step"),
        append_only("loop_rating"),
    ]
