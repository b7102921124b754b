-- Roles and migrations: what a database has to have before there is a log; read by
-- lrs/postgres/queries.py.

-- dangerous_role: A role of the session's login that may change the log, itself or through another.
SELECT session_user, role.rolname
FROM pg_namespace AS namespace
JOIN pg_class AS log ON log.relnamespace = namespace.oid AND log.relname = 'log'
JOIN pg_roles AS role ON pg_has_role(session_user, role.oid, 'MEMBER')
WHERE namespace.nspname = 'lrs'
  AND (
      role.rolsuper
      OR role.rolcreaterole
      OR role.oid IN (namespace.nspowner, log.relowner)
      OR has_table_privilege(role.oid, log.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
  )
ORDER BY role.rolname <> session_user, role.rolname
LIMIT 1

-- roles: The names of all roles.
SELECT rolname FROM pg_roles

-- has_role: Whether a role is a member of another in some way.
SELECT pg_has_role(%s, %s, %s)

-- migrating: Waits for the right to migrate, until the session ends.
SELECT pg_advisory_lock(%s)

-- has_migrations: Whether there is a table of the migrations.
SELECT FROM pg_tables WHERE schemaname = 'lrs' AND tablename = 'migration'

-- applied: The migrations that the database has had.
SELECT number, sha256 FROM lrs.migration

-- migration_table: Makes the table of the migrations.
CREATE TABLE IF NOT EXISTS lrs.migration (
    number     integer     PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON lrs.migration TO lrs_service, lrs_auditor

-- apply: Notes that a migration was applied.
INSERT INTO lrs.migration (number, name, sha256) VALUES (%s, %s, %s)
