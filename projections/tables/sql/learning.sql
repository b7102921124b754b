-- Learning in figures, put together from these parts; read by lrs/postgres/queries.py.

-- learning: The figures of all groups together, and a page of the groups; the lines are gone through once.
WITH lines AS ({lines}),
counted AS MATERIALIZED (
    SELECT {keys} coalesce(sum(lines), 0) AS lines, coalesce(sum(credited), 0) AS credited,
        coalesce(sum(zero), 0) AS zero, coalesce(sum(credits), 0) AS credits, coalesce(sum(hours), 0) AS hours
    FROM lines
    WHERE true
        AND (%(begin)s::date IS NULL OR day >= %(begin)s)
        AND (%(end)s::date IS NULL OR day <= %(end)s)
        AND (%(units)s::text[] IS NULL OR unit = ANY (%(units)s))
        {equal}
    GROUP BY {places}
),
grouped AS (SELECT {texts} lines, credited, zero, credits, hours FROM counted)
SELECT true AS is_total, {nulls} coalesce(sum(lines), 0)::bigint AS lines, coalesce(sum(credited), 0)::bigint AS credited,
    coalesce(sum(zero), 0)::bigint AS zero, coalesce(sum(credits), 0) AS credits, coalesce(sum(hours), 0) AS hours
FROM grouped
UNION ALL
(SELECT false, * FROM grouped WHERE {later} ORDER BY {order} LIMIT %(limit)s)

-- tables: The lines that the tables hold. Where cadres belonged is put beside them all at once: to look it up for
-- each line takes ten times as long.
WITH belonged AS MATERIALIZED (
    SELECT person, value AS unit, since, lead(since) OVER (PARTITION BY person ORDER BY since, place) AS until
    FROM projections.roster WHERE kind = 'unit'
)
SELECT e.person, b.unit, e.year, e.day, e.fact, e.subject, e.category, {channel} AS channel, 1 AS lines,
    (e.credits <> e.cut)::int4 AS credited, (e.credits = e.cut)::int4 AS zero, e.credits - e.cut AS credits,
    NULL::numeric AS hours
FROM projections.ledger_entry e
LEFT JOIN belonged b ON b.person = e.person AND b.since <= e.day AND (b.until IS NULL OR e.day < b.until)
WHERE e.fact <> ALL (%(nothing)s) AND e.day <= (SELECT until FROM projections.as_of)
UNION ALL
SELECT e.person, b.unit, e.year, e.day, e.fact, e.subject, e.category, e.channel, 0, 0, 0, NULL, e.hours
FROM projections.hours_entry e
LEFT JOIN belonged b ON b.person = e.person AND b.since <= e.day AND (b.until IS NULL OR e.day < b.until)

-- given: Sums of lines that come as arrays.
SELECT * FROM unnest(
    %(line_person)s::text[], %(line_unit)s::text[], %(line_year)s::int4[], %(line_day)s::date[],
    %(line_fact)s::text[], %(line_subject)s::text[], %(line_category)s::text[], %(line_channel)s::text[],
    %(line_lines)s::int4[], %(line_credited)s::int4[], %(line_zero)s::int4[], %(line_credits)s::numeric[],
    %(line_hours)s::numeric[]
) learned(person, unit, year, day, fact, subject, category, channel, lines, credited, zero, credits, hours)

-- room: To group by what there is of it, without a file.
SET LOCAL work_mem = '64MB'
