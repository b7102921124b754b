-- What is due in the follow-ups of classes, read by lrs/postgres/queries.py.

-- due: The next items that are not done, by the last day, the class, the item and how far it is, with their number: of
-- follow-ups that are open. Of some units (null: of all) what one of them owes as the institution, and what
-- somebody owes who belongs to one on a day.
SELECT due, training_class, class_name, institution, item, state, count FROM ({found}) f
WHERE to_char(due, 'YYYY-MM-DD') || ' ' || training_class || ' ' || item || ' ' || state COLLATE "C" > %(after)s
ORDER BY to_char(due, 'YYYY-MM-DD') || ' ' || training_class || ' ' || item || ' ' || state COLLATE "C"
LIMIT %(limit)s

-- counts: How many items are how far.
SELECT state, sum(count)::bigint FROM ({found}) f GROUP BY state

-- found: The items that are not done.
SELECT i.due, i.class_id AS training_class, c.name AS class_name, c.institution, i.item, i.state,
    count(*)::int AS count
FROM projections.follow_up_items i
JOIN projections.follow_up_classes c USING (class_id)
WHERE c.state = 'open' AND i.state = ANY (%(states)s)
AND (%(units)s::text[] IS NULL OR c.institution = ANY (%(units)s) OR (
    SELECT r.value FROM projections.roster r
    WHERE r.person = i.person AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) = ANY (%(units)s))
GROUP BY 1, 2, 3, 4, 5, 6

-- pending: How many applications wait for a decision, and since when, by the unit of who applied on a day; of some
-- units, or (null) of all.
SELECT u.value AS unit, count(*)::int AS count, min(a.applied_on) AS since
FROM projections.application a
LEFT JOIN LATERAL (
    SELECT r.value FROM projections.roster r
    WHERE r.person = a.person AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) u ON true
WHERE a.state = 'pending' AND (%(units)s::text[] IS NULL OR u.value = ANY (%(units)s))
GROUP BY u.value ORDER BY min(a.applied_on), u.value

-- loose: How many persons of whom something is stated are in no unit, and how many courses were passed that the
-- catalogue does not know.
SELECT (
    SELECT count(*) FROM (SELECT DISTINCT person FROM projections.ledger_entry) e
    WHERE NOT EXISTS (SELECT FROM projections.roster r WHERE r.person = e.person AND r.kind = 'unit')
), (
    SELECT count(DISTINCT e.subject) FROM projections.ledger_entry e JOIN projections.intake i USING (position)
    WHERE e.reason = 'not_catalogued' AND NOT i.failed
)

-- units: The units that somebody belongs to on a day; of some, or (null) of all.
SELECT DISTINCT value FROM (
    SELECT DISTINCT ON (person) value FROM projections.roster
    WHERE kind = 'unit' AND since <= %(today)s ORDER BY person, since DESC, place DESC
) u
WHERE value IS NOT NULL AND (%(units)s::text[] IS NULL OR value = ANY (%(units)s))
ORDER BY value
