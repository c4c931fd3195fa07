#!/bin/sh
# Runs once, when the database container first starts: the two roles and the database.
set -eu
owner_password=$(cat /run/secrets/database_owner_password)
application_password=$(cat /run/secrets/database_application_password)
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$owner_password" --set application_password="$application_password" << 'SQL'
CREATE ROLE vsrisk_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE vsrisk_app LOGIN PASSWORD :'application_password';
CREATE DATABASE vsrisk OWNER vsrisk_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE vsrisk FROM PUBLIC;
GRANT CONNECT ON DATABASE vsrisk TO vsrisk_app;
SQL
