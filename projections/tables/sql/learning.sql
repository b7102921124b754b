-- Learning in figures, put together from these parts; read by lrs/postgres/queries.py.

-- total: The figures of all lines.
SELECT {} {}

-- groups: The figures of the lines by some dimensions, in pages.
SELECT {}, {} {} GROUP BY {} {} ORDER BY {} LIMIT %(limit)s

-- measures: The figures.
count(credits) AS lines, count(*) FILTER (WHERE credits <> 0) AS credited,
count(*) FILTER (WHERE credits = 0) AS zero, coalesce(sum(credits), 0) AS credits,
coalesce(sum(hours), 0) AS hours

-- tables: The lines that the tables hold.
FROM (
    SELECT person, unit, year, day, fact, subject, category, channel, credits - cut AS credits, NULL AS hours
    FROM projections.ledger
    WHERE fact <> ALL (%(nothing)s) AND day <= (SELECT until FROM projections.as_of)
    UNION ALL
    SELECT person, unit, year, day, fact, subject, category, channel, NULL, hours FROM projections.hours
) learned

-- given: Lines that come as arrays.
FROM unnest(
    %(line_person)s::text[], %(line_unit)s::text[], %(line_year)s::int4[], %(line_day)s::date[],
    %(line_fact)s::text[], %(line_subject)s::text[], %(line_category)s::text[], %(line_channel)s::text[],
    %(line_credits)s::numeric[], %(line_hours)s::numeric[]
) learned(person, unit, year, day, fact, subject, category, channel, credits, hours)

-- where: Those that are asked for.
WHERE true
    AND (%(begin)s::date IS NULL OR day >= %(begin)s)
    AND (%(end)s::date IS NULL OR day <= %(end)s)
    AND (%(units)s::text[] IS NULL OR unit = ANY (%(units)s))
