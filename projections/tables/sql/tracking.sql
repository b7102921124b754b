-- What the runner asks and notes of each projection, read by lrs/postgres/queries.py. Tables without a
-- schema are those of the version that it works on, by the search path.

-- try_lock: The right to write a projection until the transaction ends; false where another has it.
SELECT pg_try_advisory_xact_lock(hashtextextended('projections.' || %s::text, 0))

-- lock: The same, waited for.
SELECT pg_advisory_xact_lock(hashtextextended('projections.' || %s::text, 0))

-- layout: The version of the bookkeeping tables that are there; null without any.
SELECT obj_description(to_regclass('projections.tracking'), 'pg_class')

-- there: Each version that there are tables of, with how far it is.
SELECT 'projections' AS schema, t.* FROM projections.tracking t
UNION ALL SELECT 'projections_next', t.* FROM projections_next.tracking t

-- answering: How far those tables are that answer, of some projections, and whether anything was set aside.
SELECT projection, version, scanned, settled, folded_to,
    EXISTS (SELECT FROM projections.set_aside a WHERE a.projection = t.projection) AS has_aside
FROM projections.tracking t WHERE projection = ANY (%s) ORDER BY projection

-- keys: The keys of a projection that answers, folded or to be folded.
SELECT key FROM projections.folded WHERE projection = %(projection)s
UNION SELECT key FROM projections.stale WHERE projection = %(projection)s

-- begin: The row of a version that is folded from the beginning.
INSERT INTO tracking (projection, version) VALUES (%s, %s)

-- track: Moves the tracking: settled is before the first event that some key's rows do not answer for.
UPDATE tracking SET scanned = %(scanned)s, settled = coalesce(
    (SELECT min(since) - 1 FROM stale s WHERE s.projection = %(projection)s), %(scanned)s
) WHERE projection = %(projection)s RETURNING settled

-- fold_to: The day up to which facts count as having happened.
UPDATE tracking SET folded_to = %s WHERE projection = %s

-- mark: Marks keys whose rows do not answer for an event; each keeps the first one.
INSERT INTO stale SELECT %s, * FROM unnest(%s::text[], %s::bigint[])
ON CONFLICT (projection, key) DO UPDATE SET since = excluded.since WHERE excluded.since < stale.since

-- mark_all: Marks every key that was ever folded.
INSERT INTO stale SELECT projection, key, %s FROM folded WHERE projection = %s
ON CONFLICT (projection, key) DO UPDATE SET since = excluded.since WHERE excluded.since < stale.since

-- wake: Marks the keys whose answer changes by itself on a day that has come.
INSERT INTO stale SELECT projection, key, %s FROM folded WHERE projection = %s AND wakes_on <= %s
ON CONFLICT (projection, key) DO UPDATE SET since = excluded.since WHERE excluded.since < stale.since

-- stale: Those of the marked keys whose rows are the oldest; none that is marked by an erasure which the
-- runner has not come to.
SELECT key FROM stale WHERE projection = %s AND since <= %s ORDER BY since, key LIMIT %s

-- stale_count: How many keys are marked of some projections that answer.
SELECT projection, count(*) FROM projections.stale WHERE projection = ANY (%s) GROUP BY projection

-- unmark: Takes the marks off.
DELETE FROM stale WHERE projection = %s AND key = ANY (%s)

-- forget_found: Takes away what rebuilds found wrong of some keys.
DELETE FROM lrs.table_difference WHERE projection = %s AND key = ANY (%s)

-- forget: Takes away the notes of keys that have no facts any more.
DELETE FROM folded WHERE projection = %s AND key = ANY (%s)

-- note: Notes that keys were folded, with their days.
INSERT INTO folded SELECT %s, * FROM unnest(%s::text[], %s::date[])
ON CONFLICT (projection, key) DO UPDATE SET wakes_on = excluded.wakes_on
WHERE folded.wakes_on IS DISTINCT FROM excluded.wakes_on

-- take_back: Takes away what was set aside of some keys.
DELETE FROM set_aside WHERE projection = %s AND key = ANY (%s)

-- set_aside: The first of what is set aside in the tables that answer, and how many there are in all.
SELECT position, statement_id, CASE WHEN projection = 'ledgers' THEN key END AS cadre, code,
    projection, key, count(*) OVER () AS total
FROM projections.set_aside ORDER BY position, projection, key LIMIT %s

-- set_aside_digest: How many rows a projection set aside, and the sum of their hashes.
SELECT count(*), sum(hash_record_extended(t.*, 0)) FROM set_aside t WHERE projection = %s

-- drop_intake: Takes away the rows of statements that were erased.
DELETE FROM intake WHERE position = ANY (%s)

-- drop_aside: Takes away what was set aside at some positions.
DELETE FROM set_aside WHERE position = ANY (%s)
