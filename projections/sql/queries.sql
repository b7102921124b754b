-- The queries of package projections, read by lrs/queries.py.

-- register: The next cadres after a name who are in one of some units (null: in any) on a day, with
-- what they are on that day.
WITH held AS (
    SELECT DISTINCT ON (person, kind) person, kind, value FROM projections.roster
    WHERE person > %(after)s AND since <= %(today)s
    ORDER BY person, kind, place DESC
)
SELECT person, max(value) FILTER (WHERE kind = 'unit') AS unit,
    max(value) FILTER (WHERE kind = 'name') AS name,
    max(value) FILTER (WHERE kind = 'level') AS level,
    max(value) FILTER (WHERE kind = 'manager') AS managed_by,
    max(value) FILTER (WHERE kind = 'scheme') AS scheme
FROM held
GROUP BY person
HAVING count(*) FILTER (
    WHERE kind = 'unit' AND (%(units)s::text[] IS NULL OR value = ANY (%(units)s))) > 0
ORDER BY person LIMIT %(limit)s

-- settled: Up to which position the tables answer.
SELECT settled FROM projections.tracking
