-- The queries of package projections.tables, read by lrs/postgres/queries.py.

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
    WHERE kind = 'unit' AND value IS NOT NULL
        AND (%(units)s::text[] IS NULL OR value = ANY (%(units)s))) > 0
ORDER BY person LIMIT %(limit)s

-- set_aside_of: The first of what was set aside of cadres, by position; of some units (null: of all) what is
-- about a cadre who belongs to one on a day.
SELECT a.position, a.statement_id, a.key AS cadre, a.code FROM projections.set_aside a
WHERE a.projection = 'ledgers' AND (%(units)s::text[] IS NULL OR (
    SELECT r.value FROM projections.roster r
    WHERE r.person = a.key AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) = ANY (%(units)s))
ORDER BY a.position, a.key LIMIT %(limit)s

-- pending_applications: The next applications that wait for a decision, the oldest first, of cadres who
-- belong to some units (null: of all) on a day, and of some cadres besides.
SELECT a.person AS cadre, a.statement_id, a.fact, a.subject, a.day, a.applied_on,
    count(*) OVER () AS pending
FROM projections.application a
WHERE a.state = 'pending' AND (%(units)s::text[] IS NULL OR a.person = ANY (%(cadres)s) OR (
    SELECT r.value FROM projections.roster r
    WHERE r.person = a.person AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) = ANY (%(units)s))
ORDER BY a.applied_on, a.person COLLATE "C", a.statement_id LIMIT %(limit)s OFFSET %(offset)s

-- unit_of_day: The unit of a row `e` on its day, for the views; one that begins later on it holds.
SELECT r.value AS unit FROM projections.roster r
WHERE r.person = e.person AND r.kind = 'unit' AND r.since <= e.day
ORDER BY r.since DESC, r.place DESC LIMIT 1

-- reconciled: What became of the statements of a credential between two positions, with their number.
SELECT outcome, reason, count(*), count(*) FILTER (WHERE faulty), count(*) FILTER (WHERE unmatched)
FROM ({stated}) s GROUP BY outcome, reason ORDER BY outcome, reason

-- reconciled_page: The next of those statements that have an outcome, a reason or faults.
SELECT position, statement_id, fact, outcome, credits, reason, faults, missed, unmatched
FROM ({stated}) s
WHERE (%(outcome)s::text IS NULL OR outcome = %(outcome)s)
AND (%(reason)s::text IS NULL OR reason = %(reason)s)
AND (faulty OR NOT %(faulty)s)
AND (unmatched OR NOT %(unmatched)s)
ORDER BY position LIMIT %(limit)s

-- stated: Each statement of a credential with what it earned; an act may have several lines.
SELECT i.position, i.statement_id, i.fact, i.faults, i.faults IS NOT NULL AS faulty, i.missed,
    CASE WHEN i.missed IS NOT NULL OR i.unauthorised THEN 0 ELSE l.credits END AS credits,
    CASE WHEN i.missed IS NOT NULL THEN 'unknown_statement' WHEN i.unauthorised THEN 'not_authorised'
        WHEN l.credits = 0 THEN l.reason END AS reason,
    CASE WHEN i.missed IS NOT NULL OR i.unauthorised OR l.credits = 0 THEN 'zero' WHEN l.credits IS NULL THEN 'other'
        ELSE 'credited' END AS outcome,
    l.person IS NOT NULL AND NOT EXISTS (
        SELECT FROM projections.roster r WHERE r.person = l.person AND r.kind = 'unit'
    ) AS unmatched
FROM projections.intake i
LEFT JOIN LATERAL (
    SELECT sum(e.credits) AS credits, min(e.reason) AS reason, min(e.person) AS person FROM projections.ledger_entry e
    WHERE e.statement_id = i.statement_id
) l ON true
WHERE i.credential = %(credential)s AND i.position > %(after)s AND i.position <= %(until)s
    AND i.fact <> ALL (%(withheld)s)

-- unmapped: The next courses that were passed and that the catalogue held no value for.
SELECT subject AS course, count(*) AS passes, count(DISTINCT person) AS cadres,
    min(day) AS first, max(day) AS last
FROM projections.ledger_entry JOIN projections.intake USING (position)
WHERE reason = 'not_catalogued' AND NOT failed AND subject COLLATE "C" > %(after)s
GROUP BY subject ORDER BY subject COLLATE "C" LIMIT %(limit)s

-- unmatched: The next persons of whom something is stated and whom no unit has, with who stated it.
SELECT e.person AS cadre, count(*) AS statements, min(e.day) AS first, max(e.day) AS last,
    array_agg(DISTINCT i.credential) AS credentials
FROM projections.ledger_entry e JOIN projections.intake i USING (statement_id)
WHERE e.person COLLATE "C" > %(after)s AND NOT EXISTS (
    SELECT FROM projections.roster r WHERE r.person = e.person AND r.kind = 'unit'
)
GROUP BY e.person ORDER BY e.person COLLATE "C" LIMIT %(limit)s

-- has_roster: Whether the log says of anybody that he belongs to a unit.
SELECT EXISTS (SELECT FROM projections.roster WHERE kind = 'unit')

-- ahead: The statements up to a position that were recorded before they happened, after a day and by
-- another.
SELECT statement_id FROM projections.intake
WHERE ahead > %(after)s AND ahead <= %(by)s AND position <= %(until)s ORDER BY position
