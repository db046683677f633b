-- The two roles of one database, wherever it runs (docs/operations.md): the owner changes the
-- schema, the runtime role works in it. Run once as a superuser inside the database (or inside the
-- template databases are made from); running it again changes nothing.
-- What the runtime role may never do to a table (update a step, delete an entry) the migration
-- that makes the table takes back from it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_owner') THEN
    CREATE ROLE linli_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_app') THEN
    CREATE ROLE linli_app LOGIN;
  END IF;
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO linli_owner;
GRANT USAGE ON SCHEMA public TO linli_app;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO linli_app;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner
  GRANT USAGE, SELECT ON SEQUENCES TO linli_app;
