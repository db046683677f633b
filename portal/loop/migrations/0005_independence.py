"""More that the database itself refuses: checks by those who handled, rings, dropped accusations."""

from django.db import migrations

from portal.places.guards import sql_beside


class Migration(migrations.Migration):
    dependencies = [("loop", "0004_seats_and_calls")]

    operations = [sql_beside(__file__, "independence.sql")]
