#!/bin/sh
# Runs once, after roles.sql, when the compose file's PostgreSQL makes its cluster: the database is
# the owner's, both roles get their passwords, nobody else may connect.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$PORTAL_OWNER_PASSWORD" -v app="$PORTAL_APP_PASSWORD" \
  -v database="$POSTGRES_DB" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
ALTER DATABASE :"database" OWNER TO linli_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO linli_app;
ALTER ROLE linli_owner PASSWORD :'owner';
ALTER ROLE linli_app PASSWORD :'app';
SQL
