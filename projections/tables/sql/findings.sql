-- The list of findings: a query for each kind of what is amiss, and what takes a page of it. What stands in
-- braces are the tables: those of the projections, or what `past` makes of rows that were folded as of earlier.

-- page: The next of what one of the queries below finds, by code, statement, cadre and value; of some units (null: of
-- all) what names one of them or a cadre who belongs to one. The key stands as the indices have it, so that
-- a page reads no more than it shows.
SELECT code, cadre, training_class, statement_id, day, value, days, rule, article, statements, units[1] AS place
FROM ({source}) f
WHERE (%(visible)s::text[] IS NULL OR units && %(visible)s OR (
    SELECT r.value FROM {roster} r
    WHERE r.person = f.cadre AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) = ANY (%(visible)s))
AND (%(codes)s::text[] IS NULL OR code = ANY (%(codes)s))
AND (%(cadre)s::text IS NULL OR cadre = %(cadre)s)
AND (%(training_class)s::text IS NULL OR training_class = %(training_class)s)
AND (%(since)s::bigint IS NULL OR EXISTS (
    SELECT FROM lrs.log l
    WHERE l.originator_id = ANY (f.statements) AND l.notification_id > %(since)s
))
AND (code COLLATE "C", {statement}, {cadre} COLLATE "C", coalesce(value, '') COLLATE "C")
    > (%(after_code)s, %(after_statement)s, %(after_cadre)s, %(after_value)s)
ORDER BY code COLLATE "C", {statement}, {cadre} COLLATE "C", coalesce(value, '') COLLATE "C" LIMIT %(limit)s

-- merged: The next of what all the queries find, with what cadres and classes are called on the day, and when
-- the last of the statements that show it was recorded.
SELECT f.code, f.cadre, f.training_class, f.statement_id, f.day, f.value, f.days, f.rule, f.article, f.statements,
    CASE WHEN f.cadre IS NULL THEN f.place ELSE (
        SELECT r.value FROM {roster} r
        WHERE r.person = f.cadre AND r.kind = 'unit' AND r.since <= %(today)s
        ORDER BY r.since DESC, r.place DESC LIMIT 1
    ) END AS unit,
    coalesce((
        SELECT r.value FROM {roster} r
        WHERE r.person = f.cadre AND r.kind = 'name' AND r.since <= %(today)s
        ORDER BY r.since DESC, r.place DESC LIMIT 1
    ), (
        SELECT r.value FROM {roster} r
        WHERE r.person = f.cadre AND r.kind = 'name' ORDER BY r.since, r.place LIMIT 1
    )) AS name,
    (SELECT min(c.class_name) FROM {class} c WHERE c.class_id = f.training_class) AS class_name,
    k.position, k.known_since
FROM (
    SELECT * FROM ({pages}) p
    ORDER BY code COLLATE "C", coalesce(statement_id, {none}), coalesce(cadre, '') COLLATE "C",
        coalesce(value, '') COLLATE "C"
    LIMIT %(limit)s
) f
LEFT JOIN LATERAL (
    SELECT l.notification_id AS position, l.stored AS known_since FROM lrs.log l
    WHERE l.originator_id = ANY (f.statements) ORDER BY l.notification_id DESC LIMIT 1
) k ON true
ORDER BY code COLLATE "C", coalesce(statement_id, {none}), coalesce(cadre, '') COLLATE "C",
    coalesce(value, '') COLLATE "C"

-- past: Rows that were folded as of earlier, as a table of that form.
SELECT * FROM jsonb_to_recordset({rows}) AS t ({columns})

-- acts: What is amiss in acts and in how they were handled.
SELECT code, person AS cadre, training_class, statement_id, day, nullif(array_to_string(units, ' '), '') AS value,
    days, rule, article, units, evidence AS statements
FROM {finding}

-- values: The acts that earn nothing for a value that cannot be read or lies out of range; once, whatever the
-- years of a degree.
SELECT reason AS code, person AS cadre, CASE WHEN fact = ANY (%(class_facts)s) THEN subject END AS training_class,
    statement_id, day, subject AS value, NULL::integer AS days, rule, article, NULL::text[] AS units,
    e.statement_id || e.evidence AS statements
FROM {ledger_entry} e
WHERE reason IN ('catalogue_credits_out_of_range', 'unknown_value') AND year = (
    SELECT min(o.year) FROM {ledger_entry} o
    WHERE o.person = e.person AND o.statement_id = e.statement_id AND o.reason = e.reason
)

-- late: The acts that earned credits of a year whose results had been published when they were recorded, and
-- which nobody had opened again; `value` is the first such year of an act.
SELECT 'late_entry' AS code, e.person AS cadre, CASE WHEN e.fact = ANY (%(class_facts)s) THEN e.subject END AS
    training_class, e.statement_id, min(e.day) AS day, min(e.year)::text AS value, NULL::integer AS days,
    NULL AS rule, NULL AS article, NULL::text[] AS units, ARRAY[e.statement_id, min(w.by::text)::uuid] AS statements
FROM unnest(%(closed_year)s::integer[], %(closed_unit)s::text[], %(closed_after)s::bigint[], %(closed_by)s::uuid[])
    AS w (year, unit, after, by)
JOIN {ledger_entry} e ON e.year = w.year AND e.position > w.after AND e.credits > 0
LEFT JOIN LATERAL (
    SELECT r.value AS unit FROM {roster} r WHERE r.person = e.person AND r.kind = 'unit' AND r.since <= e.day
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) u ON true
WHERE (w.unit IS NULL OR w.unit = u.unit) AND NOT EXISTS (
    SELECT FROM unnest(%(opened_year)s::integer[], %(opened_unit)s::text[], %(opened_after)s::bigint[],
        %(opened_until)s::bigint[]) AS o (year, unit, after, until)
    WHERE o.year = e.year AND (o.unit IS NULL OR o.unit = u.unit) AND e.position BETWEEN o.after AND o.until
)
GROUP BY e.person, e.statement_id, e.fact, e.subject

-- papers: The acts whose paper stands for another act, too, or whose certificate for another cadre. A work of
-- several authors and the sheet of one class are one act.
SELECT code, u.person AS cadre, CASE WHEN u.fact = ANY (%(class_facts)s) THEN u.subject END AS training_class,
    u.statement_id, u.day, string_agg(u.document, ' ' ORDER BY u.document) AS value, NULL::integer AS days,
    NULL AS rule, NULL AS article, NULL::text[] AS units, u.statement_id || ARRAY(
        SELECT o.statement_id FROM unnest(array_agg(u.document)) AS n (document) JOIN {paper} o USING (document)
        WHERE o.statement_id <> u.statement_id
        ORDER BY o.statement_id LIMIT %(most_statements)s
    ) AS statements
FROM {paper} u JOIN (
    SELECT document, CASE WHEN bool_or(certificate) AND min(person) <> max(person) THEN 'certificate_of_two_cadres'
        ELSE 'evidence_used_twice' END AS code
    FROM {paper} JOIN (
        SELECT document FROM {paper} GROUP BY document HAVING count(*) > 1
    ) m USING (document) GROUP BY document
    HAVING bool_or(certificate) AND min(person) <> max(person)
        OR min(fact || ' ' || coalesce(subject, '')) <> max(fact || ' ' || coalesce(subject, ''))
) d USING (document)
GROUP BY code, u.person, u.statement_id, u.day, u.fact, u.subject

-- levels: The levels that no policy names.
SELECT 'unknown_level' AS code, person AS cadre, NULL AS training_class, statement_id, since AS day, value,
    NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units, ARRAY[statement_id] AS statements
FROM {roster} WHERE kind = 'level' AND value <> ALL (%(levels)s)

-- units: The units that nobody registered, where a cadre was assigned to one.
SELECT 'unregistered_unit' AS code, person AS cadre, NULL AS training_class, statement_id, since AS day, value,
    NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units, ARRAY[statement_id] AS statements
FROM {roster} WHERE kind = 'unit' AND value <> ALL (%(units)s)

-- targets: The decisions that are in the end on a statement that is not there; a void of such a decision is on one
-- that is. Who waits for a statement (`dangling`) may do so by what refers to it and decides nothing: that is there.
-- So is what was erased, in whose place there is a blank.
SELECT 'unknown_target' AS code, NULL AS cadre, NULL AS training_class, i.statement_id, NULL::date AS day,
    d.target::text AS value, NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units,
    ARRAY[i.statement_id] AS statements
FROM {dangling} d JOIN {intake} i USING (position) WHERE i.target IS NOT NULL AND EXISTS (
    WITH RECURSIVE chain (at) AS (
        SELECT i.target
        UNION SELECT n.target FROM chain JOIN lrs.log l ON l.originator_id = chain.at
        JOIN {intake} n ON n.position = l.notification_id WHERE n.target IS NOT NULL
    ) SELECT FROM chain WHERE at = d.target
) AND NOT EXISTS (
    SELECT FROM lrs.log l WHERE l.originator_id = d.target AND l.notification_id <= %(known)s
) AND NOT EXISTS (
    SELECT FROM lrs.voiding v WHERE v.target = i.statement_id AND v.position <= %(known)s
) AND NOT EXISTS (
    SELECT FROM lrs.voiding v JOIN lrs.log l ON l.originator_id = v.target
    WHERE v.position = i.position AND l.notification_id <= %(known)s
)

-- unauthorised: The facts that their credentials were not entitled to state.
SELECT 'not_authorised' AS code, NULL AS cadre, NULL AS training_class, statement_id, NULL::date AS day,
    fact AS value, NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units,
    ARRAY[statement_id] AS statements
FROM {intake} i WHERE unauthorised AND NOT EXISTS (
    SELECT FROM lrs.voiding v WHERE v.target = i.statement_id AND v.position <= %(known)s
)

-- surveys: What is amiss with the answers of surveys.
SELECT a.code, NULL AS cadre, s.training_class, s.evidence[array_upper(s.evidence, 1)] AS statement_id,
    coalesce(s.closed_on, s.opened_on) AS day, s.survey AS value, NULL::integer AS days, 'R61' AS rule,
    'A1-5' AS article, NULL::text[] AS units, s.evidence AS statements
FROM {survey} s, unnest(s.amiss) AS a (code)

-- follow_ups: What is amiss with the follow-up of classes; who reads the institution's reports sees it. Once
-- something was erased, whoever belonged to no unit may be one of whom nothing is left: he is no stranger to the class.
SELECT f.code, f.cadre, f.class_id AS training_class, f.statement_id, f.day, coalesce(f.value, f.class_id) AS value,
    NULL::integer AS days, f.rule, f.article, ARRAY[c.institution] AS units, ARRAY[f.statement_id] AS statements
FROM {follow_up_finding} f LEFT JOIN {follow_up_class} c USING (class_id)
WHERE f.code <> 'not_a_trainee' OR NOT %(erased)s OR EXISTS (
    SELECT FROM {roster} r WHERE r.person = f.cadre AND r.kind = 'unit'
)

-- classes: What is amiss in the life of classes; who reads the institution's reports sees it.
SELECT f.code, NULL AS cadre, f.class_id AS training_class, f.evidence[1] AS statement_id, f.day,
    f.class_id AS value, NULL::integer AS days, f.rule, f.article, ARRAY[c.institution] AS units,
    f.evidence AS statements
FROM {class_finding} f LEFT JOIN {class} c USING (class_id)

-- substitutes: Who was called to a class and sent a substitute whom nobody had approved.
SELECT reason AS code, cadre, class_id AS training_class, evidence[1] AS statement_id, NULL::date AS day,
    substitute AS value, NULL::integer AS days, rule, article, NULL::text[] AS units, evidence AS statements
FROM {class_substitution} WHERE reason IS NOT NULL

-- nominees: Who was called to a class by name and did not come, or should not have been called.
SELECT reason AS code, cadre, class_id AS training_class, evidence[1] AS statement_id, nominated_on AS day,
    class_id AS value, NULL::integer AS days, rule, article, NULL::text[] AS units, evidence AS statements
FROM {class_nomination} WHERE reason IS NOT NULL AND reason <> 'substituted_unapproved'

-- in_class: What is amiss with what was stated of learning within classes.
SELECT code, cadre, subject AS training_class, statement_id, day,
    nullif(array_to_string(members, ' '), '') AS value, NULL::integer AS days, rule, NULL AS article,
    NULL::text[] AS units, ARRAY[statement_id] AS statements
FROM {in_class_finding}

-- resources: What is amiss with what was stated of teachers, funds, agreements and counties.
SELECT code, cadre, NULL AS training_class, statement_id, day, subject AS value, NULL::integer AS days, rule,
    NULL AS article, units, ARRAY[statement_id] AS statements
FROM (
    SELECT *, NULL::text[] AS units FROM {teacher_finding}
    UNION ALL SELECT *, ARRAY[subject] FROM {fund_finding}
    UNION ALL SELECT *, NULL FROM {agreement_finding}
    UNION ALL SELECT *, ARRAY[subject] FROM {county_finding}
) r

-- aside: What was set aside.
SELECT DISTINCT code, CASE WHEN projection = 'ledgers' THEN key END AS cadre, NULL AS training_class, statement_id,
    NULL::date AS day, NULL AS value, NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units,
    ARRAY[statement_id] AS statements
FROM {set_aside}

-- tables: What rebuilds found in the tables that the log does not make: of each cadre, and of all else.
SELECT 'tables_differed' AS code, CASE WHEN projection = 'ledgers' THEN key END AS cadre, NULL AS training_class,
    NULL::uuid AS statement_id, (max(found) AT TIME ZONE 'UTC')::date AS day,
    string_agg(DISTINCT name, ' ' ORDER BY name) AS value, NULL::integer AS days, NULL AS rule, NULL AS article,
    NULL::text[] AS units, NULL::uuid[] AS statements
FROM {table_difference} GROUP BY 2

-- doubts: What contradicts itself in what all cadres share; it is given by who asks.
SELECT code, cadre, NULL AS training_class, statement_id, day, value, NULL::integer AS days, NULL AS rule, article,
    NULL::text[] AS units, ARRAY[statement_id] AS statements
FROM unnest(%(doubt_code)s::text[], %(doubt_cadre)s::text[], %(doubt_statement_id)s::uuid[],
    %(doubt_day)s::date[], %(doubt_value)s::text[], %(doubt_article)s::text[])
    d(code, cadre, statement_id, day, value, article)
