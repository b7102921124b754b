-- What is read of classes, read by lrs/postgres/queries.py.

-- page: The next classes after an id, of a year, in a state, held by an institution; of some units those
-- that one of their cadres on a day attended, was nominated or named for, or that gave them places.
SELECT c.class_id AS training_class, c.class_name, c.state, c.year, c.first_day, c.last_day, c.kind,
    c.theme, c.class_tag, c.organiser, c.institution, c.planned, c.trainees, c.declaration,
    c.findings
FROM projections.class c
WHERE c.class_id > %(after)s
AND (%(year)s::int IS NULL OR c.year = %(year)s)
AND (%(state)s::text IS NULL OR c.state = %(state)s)
AND (%(institution)s::text IS NULL OR c.institution = %(institution)s)
AND (%(units)s::text[] IS NULL OR EXISTS (
    SELECT FROM projections.class_quota q WHERE q.class_id = c.class_id AND q.unit = ANY (%(units)s)
) OR EXISTS (
    SELECT FROM (
        SELECT a.cadre FROM projections.class_attendance a WHERE a.class_id = c.class_id
        UNION SELECT n.cadre FROM projections.class_nomination n WHERE n.class_id = c.class_id
        UNION SELECT unnest(q.cadres) FROM projections.class_quota q WHERE q.class_id = c.class_id
    ) who
    CROSS JOIN LATERAL (
        SELECT r.value FROM projections.roster r
        WHERE r.person = who.cadre AND r.kind = 'unit' AND r.since <= %(today)s
        ORDER BY r.since DESC, r.place DESC LIMIT 1
    ) u
    WHERE u.value = ANY (%(units)s)
))
ORDER BY c.class_id LIMIT %(limit)s

-- attendances: Who attended each class.
SELECT class_id, cadre, theme, start, last_day, statement_id FROM projections.class_attendance
ORDER BY class_id, cadre

-- nominations: Who was called to each class of a year by name.
SELECT n.* FROM projections.class_nomination n JOIN projections.class c USING (class_id)
WHERE c.year = %(year)s ORDER BY n.class_id, n.cadre

-- substitutions: Who came for another to each class of a year.
SELECT s.* FROM projections.class_substitution s JOIN projections.class c USING (class_id)
WHERE c.year = %(year)s ORDER BY s.class_id, s.cadre, s.substitute

-- quotas: The places of units in each class of a year.
SELECT q.* FROM projections.class_quota q JOIN projections.class c USING (class_id)
WHERE c.year = %(year)s ORDER BY q.class_id, q.unit

-- memberships: Where every cadre belonged over time.
SELECT person, since, value, statement_id FROM projections.roster
WHERE kind = 'unit' ORDER BY person, place
