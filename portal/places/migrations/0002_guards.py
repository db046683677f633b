"""What the database itself refuses in this room."""

from django.db import migrations

from portal.places.guards import append_only, sql_beside


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        sql_beside(__file__, "path.sql"),
        append_only("places_rulechange"),
    ]
