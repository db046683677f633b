"""Migration operations for rules that the database itself keeps.

Append-only means twice: the runtime role has no right to change a row, and a trigger refuses
everybody else, the owner included, so that a slip in a shell is caught too.
"""

from pathlib import Path

from django.db.migrations.operations import RunSQL

from portal.standalone.addresses import RUNTIME

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> RunSQL:
    """No UPDATE, DELETE or TRUNCATE on this table, by grant and by trigger."""
    return RunSQL(
        # The table is named by a migration, never by a person.
        f"""{_REFUSE}
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{RUNTIME}') THEN
                REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {RUNTIME};
            END IF;
        END $$;""",  # noqa: S608
        f"""DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};""",
    )


def sql_beside(migration: str, name: str) -> RunSQL:
    """The SQL file `../sql/<name>` beside a migration's folder (pass `__file__`)."""
    return RunSQL((Path(migration).parent.parent / "sql" / name).read_text(), RunSQL.noop)
