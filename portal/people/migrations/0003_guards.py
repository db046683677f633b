"""What the database itself refuses in this room."""

from django.db import migrations

from portal.places.guards import append_only, sql_beside


class Migration(migrations.Migration):
    dependencies = [("people", "0002_initial")]

    operations = [
        sql_beside(__file__, "exclusions.sql"),
        append_only("people_personallook"),
    ]
