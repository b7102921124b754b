-- How tables are made, and how a new version takes the place of the old one; read by
-- lrs/postgres/queries.py.

-- path: Works on the tables of a schema until the transaction ends.
SELECT set_config('search_path', %s, true)

-- tables: The tables of a schema.
SELECT relname::text FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' ORDER BY 1

-- keys: The keys of some tables of the projections.
SELECT t.relname::text, c.conname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'projections'::regnamespace AND c.contype IN ('p', 'u') AND t.relname = ANY (%s)

-- indices: The indices of some tables of the projections.
SELECT i.relname::text FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relnamespace = 'projections'::regnamespace AND t.relname = ANY (%s)

-- views: The views of the projections.
SELECT relname::text FROM pg_class
WHERE relnamespace = 'projections'::regnamespace AND relkind = 'v' ORDER BY 1

-- leave: Takes a version of a projection out of the bookkeeping of a schema.
WITH a AS (DELETE FROM tracking WHERE projection = %(projection)s),
    b AS (DELETE FROM stale WHERE projection = %(projection)s),
    c AS (DELETE FROM folded WHERE projection = %(projection)s)
DELETE FROM set_aside WHERE projection = %(projection)s

-- take_over: Moves the bookkeeping of a version from the schema where it was folded to where it answers.
WITH a AS (INSERT INTO projections.tracking
        SELECT * FROM {schema}.tracking WHERE projection = %(projection)s),
    b AS (INSERT INTO projections.stale
        SELECT * FROM {schema}.stale WHERE projection = %(projection)s),
    c AS (INSERT INTO projections.folded
        SELECT * FROM {schema}.folded WHERE projection = %(projection)s)
INSERT INTO projections.set_aside
SELECT * FROM {schema}.set_aside WHERE projection = %(projection)s

-- gone: Takes out of the bookkeeping what is no projection of this release.
WITH a AS (DELETE FROM projections.tracking WHERE projection <> ALL (%(known)s)),
    b AS (DELETE FROM projections.stale WHERE projection <> ALL (%(known)s)),
    c AS (DELETE FROM projections.folded WHERE projection <> ALL (%(known)s))
DELETE FROM projections.set_aside WHERE projection <> ALL (%(known)s)
