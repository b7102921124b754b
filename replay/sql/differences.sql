-- Where two makings of the tables of projections differ, read by lrs/postgres/queries.py. Tables, columns and
-- conditions are put in braces; `stood` is what was there, `made` what was made beside it.

-- columns: The columns of a table of a schema with their types, in their order; none where there is no such table.
SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) AND attnum > 0 AND NOT attisdropped
ORDER BY attnum

-- keys: The keys whose rows differ, in order.
WITH stood AS (
    SELECT {key}::text AS key, count(*) AS rows, sum(hash_record_extended(ROW({columns}), 0)) AS hash
    FROM {stood} WHERE {which} GROUP BY 1
), made AS (
    SELECT {key}::text AS key, count(*) AS rows, sum(hash_record_extended(ROW({columns}), 0)) AS hash
    FROM {made} WHERE {which} GROUP BY 1
)
SELECT key FROM stood FULL JOIN made USING (key)
WHERE (stood.rows, stood.hash) IS DISTINCT FROM (made.rows, made.hash) ORDER BY key COLLATE "C"

-- rows: The rows of some keys that the one has and the other has not, as JSON with exact amounts.
SELECT "the side", "the key", row_to_json(t)::text FROM (
    SELECT 'stood' AS "the side", {key}::text AS "the key", {told} FROM (
        SELECT {columns} FROM {stood} WHERE {which} AND {key}::text = ANY (%(keys)s)
        EXCEPT ALL
        SELECT {columns} FROM {made} WHERE {which} AND {key}::text = ANY (%(keys)s)
    ) a
    UNION ALL
    SELECT 'made', {key}::text, {told} FROM (
        SELECT {columns} FROM {made} WHERE {which} AND {key}::text = ANY (%(keys)s)
        EXCEPT ALL
        SELECT {columns} FROM {stood} WHERE {which} AND {key}::text = ANY (%(keys)s)
    ) b
) t ORDER BY "the key" COLLATE "C", "the side" DESC, 3

-- keep: Keeps that a rebuild found the rows of a key to be others.
INSERT INTO lrs.table_difference (position, projection, name, key, stood, rebuilt)
VALUES (%s, %s, %s, %s, %s::jsonb, %s::jsonb)

-- kept: What rebuilds have found, the last first.
SELECT found, position, projection, name AS "table", key, stood::text, rebuilt::text
FROM lrs.table_difference ORDER BY found DESC, projection, name, key LIMIT %s

-- balances: The balances that differ, by cadre and year, with what either has, of the cadres behind one.
SELECT person, year, s.person IS NOT NULL, s.counted, s.earned, s.grade,
    m.person IS NOT NULL, m.counted, m.earned, m.grade, s.carried_in IS DISTINCT FROM m.carried_in
FROM (SELECT * FROM projections.balance WHERE person COLLATE "C" > %(after)s) s
FULL JOIN (SELECT * FROM projections_trial.balance WHERE person COLLATE "C" > %(after)s) m
USING (person, year)
WHERE (s.counted, s.earned, s.grade, s.by_category)
    IS DISTINCT FROM (m.counted, m.earned, m.grade, m.by_category)
ORDER BY person COLLATE "C", year

-- lines: The lines of some cadres' ledgers that are worth something else, or nothing for another reason.
SELECT person, statement_id, year, coalesce(m.fact, s.fact), coalesce(m.subject, s.subject),
    s.person IS NOT NULL, s.credits - s.cut, s.category, s.reason, s.rule, s.article,
    m.person IS NOT NULL, m.credits - m.cut, m.category, m.reason, m.rule, m.article
FROM (SELECT * FROM projections.ledger_entry WHERE person = ANY (%(persons)s)) s
FULL JOIN (SELECT * FROM projections_trial.ledger_entry WHERE person = ANY (%(persons)s)) m
USING (person, statement_id, year)
WHERE (s.credits - s.cut, s.reason, s.rule, s.category)
    IS DISTINCT FROM (m.credits - m.cut, m.reason, m.rule, m.category)
ORDER BY person COLLATE "C", year, statement_id

-- stood: What the tables that answer have of some cadres in a year.
SELECT person, counted, grade, by_category FROM projections.balance WHERE person = ANY (%s) AND year = %s
