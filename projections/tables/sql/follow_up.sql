-- What is read of the follow-up of classes, read by lrs/postgres/queries.py.

-- classes: The next classes after an id, with how many of their items are overdue: no report is that
-- its institution filed on all of its classes. Of some units those that one of them held, or that
-- somebody attended who is in one of them on a day.
SELECT c.class_id AS training_class, c.name AS class_name, c.institution, c.theme, c.class_tag, c.first_day AS first,
    c.last_day AS last, c.ends, c.state, c.trainees, c.drawn, c.verdict,
    (SELECT count(*) FROM projections.follow_up_item i
     WHERE i.class_id = c.class_id AND i.state = 'overdue'
     AND NOT (c.by_institution AND EXISTS (
         SELECT FROM projections.institution_report f
         WHERE f.institution = c.institution AND f.half = i.place AND f.kind = i.item
     )))::int AS overdue
FROM projections.follow_up_class c
WHERE c.class_id > %(after)s
AND (%(state)s::text IS NULL OR c.state = %(state)s)
AND (%(units)s::text[] IS NULL OR c.institution = ANY (%(units)s) OR EXISTS (
    SELECT FROM projections.follow_up_item i
    CROSS JOIN LATERAL (
        SELECT r.value FROM projections.roster r
        WHERE r.person = i.cadre AND r.kind = 'unit' AND r.since <= %(today)s
        ORDER BY r.since DESC, r.place DESC LIMIT 1
    ) u
    WHERE i.class_id = c.class_id AND i.item = 'self_evaluation' AND u.value = ANY (%(units)s)
))
ORDER BY c.class_id LIMIT %(limit)s

-- held_by: The classes of an institution that are followed up on one of some days.
SELECT class_id FROM projections.follow_up_class
WHERE institution = %(institution)s AND last_day <= %(last)s AND ends >= %(first)s
ORDER BY class_id

-- of_institutions: How many items other than reports are how far, by institution.
SELECT 'institution', c.institution, i.item, i.state, count(*)
FROM projections.follow_up_item i JOIN projections.follow_up_class c USING (class_id)
WHERE i.due <= %(until)s AND i.item NOT IN ('digest', 'preset')
GROUP BY 2, 3, 4

-- of_units: How many items of trainees are how far, by the unit that they belong to on a day.
WITH now_in AS (
    SELECT DISTINCT ON (person) person, value AS unit FROM projections.roster
    WHERE kind = 'unit' AND since <= %(today)s
    ORDER BY person, since DESC, place DESC
), of_cadre AS (
    SELECT cadre, item, state, count(*) AS n FROM projections.follow_up_item
    WHERE cadre IS NOT NULL AND due <= %(until)s
    GROUP BY 1, 2, 3
)
SELECT 'unit', n.unit, i.item, i.state, sum(i.n)::bigint
FROM of_cadre i LEFT JOIN now_in n ON n.person = i.cadre
GROUP BY 2, 3, 4

-- of_reports: How many reports of half-years are how far, by institution: there is one of a kind for all
-- of its classes when each of them has one. Of whom nobody says who held it, each class has its own.
WITH each AS (
    SELECT c.institution, CASE WHEN c.institution IS NULL THEN c.class_id END AS own,
        i.item, i.place, i.opens, i.due,
        CASE WHEN c.by_institution THEN least(i.done_on, f.filed_on) ELSE i.done_on END AS done
    FROM projections.follow_up_item i
    JOIN projections.follow_up_class c USING (class_id)
    LEFT JOIN projections.institution_report f
        ON f.institution = c.institution AND f.half = i.place AND f.kind = i.item
    WHERE i.due <= %(until)s AND i.item IN ('digest', 'preset')
), whole AS (
    SELECT institution, item, min(opens) AS opens, due,
        CASE WHEN count(done) = count(*) THEN max(done) END AS done
    FROM each GROUP BY institution, own, item, place, due
), judged AS (
    SELECT institution, item, CASE
        WHEN done < opens THEN 'done_early'
        WHEN done <= due THEN 'done'
        WHEN done IS NOT NULL THEN 'done_late'
        WHEN %(today)s < opens THEN 'not_yet_open'
        WHEN %(today)s <= due THEN 'open'
        ELSE 'overdue' END AS state
    FROM whole
)
SELECT 'institution', institution, item, state, count(*) FROM judged GROUP BY 2, 3, 4

-- of_feedback: To how many classes' units the result was told how far, by the unit that trainees
-- belonged to on the last day of the class.
WITH belonged AS (
    SELECT person, value AS unit, since,
        lead(since) OVER (PARTITION BY person ORDER BY since, place) AS until
    FROM projections.roster WHERE kind = 'unit'
), sent AS (
    SELECT DISTINCT c.class_id, b.unit
    FROM projections.follow_up_class c
    JOIN projections.follow_up_item i ON i.class_id = c.class_id AND i.item = 'self_evaluation'
    JOIN belonged b ON b.person = i.cadre
        AND b.since <= c.last_day AND (b.until > c.last_day OR b.until IS NULL)
    WHERE b.unit IS NOT NULL
), judged AS (
    SELECT s.unit, CASE
        WHEN t.day < i.opens THEN 'done_early'
        WHEN t.day <= i.due THEN 'done'
        WHEN t.day IS NOT NULL THEN 'done_late'
        WHEN %(today)s < i.opens THEN 'not_yet_open'
        WHEN %(today)s <= i.due THEN 'open'
        ELSE 'overdue' END AS state
    FROM sent s
    JOIN projections.follow_up_item i ON i.class_id = s.class_id AND i.item = 'unit_feedback'
    CROSS JOIN LATERAL (
        SELECT min(f.day) AS day FROM projections.follow_up_told f
        WHERE f.class_id = s.class_id AND (f.unit IS NULL OR f.unit = s.unit)
    ) t
    WHERE i.due <= %(until)s
)
SELECT 'unit', unit, 'unit_feedback', state, count(*) FROM judged GROUP BY 2, 4
