-- The list of findings: a query for each kind of what is amiss, and what takes a page of it.

-- page: The next of what one of the queries below finds, by code, statement and cadre; of some units (null: of
-- all) what names one of them or a cadre who belongs to one. The key stands as the indices have it, so that
-- a page reads no more than it shows.
SELECT code, cadre, statement_id, day, value, days, rule, article FROM ({source}) f
WHERE (%(visible)s::text[] IS NULL OR units && %(visible)s OR (
    SELECT r.value FROM projections.roster r
    WHERE r.person = f.cadre AND r.kind = 'unit' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
) = ANY (%(visible)s))
AND (%(code)s::text IS NULL OR code = %(code)s)
AND (code COLLATE "C", {statement}, {cadre} COLLATE "C")
    > (%(after_code)s, %(after_statement)s, %(after_cadre)s)
ORDER BY code COLLATE "C", {statement}, {cadre} COLLATE "C" LIMIT %(limit)s

-- merged: The next of what all the queries find, with the names of the cadres on the day.
SELECT f.*, coalesce((
    SELECT r.value FROM projections.roster r
    WHERE r.person = f.cadre AND r.kind = 'name' AND r.since <= %(today)s
    ORDER BY r.since DESC, r.place DESC LIMIT 1
), (
    SELECT r.value FROM projections.roster r
    WHERE r.person = f.cadre AND r.kind = 'name' ORDER BY r.since, r.place LIMIT 1
)) AS name
FROM (
    SELECT * FROM ({pages}) p
    ORDER BY code COLLATE "C", coalesce(statement_id, {none}), coalesce(cadre, '') COLLATE "C"
    LIMIT %(limit)s
) f ORDER BY code COLLATE "C", coalesce(statement_id, {none}), coalesce(cadre, '') COLLATE "C"

-- acts: What is amiss in acts and in how they were handled.
SELECT code, person AS cadre, statement_id, day, nullif(array_to_string(units, ' '), '') AS value, days, rule,
    article, units
FROM projections.finding

-- values: The acts that earn nothing for a value that cannot be read or lies out of range; once, whatever the
-- years of a degree.
SELECT reason AS code, person AS cadre, statement_id, day, subject AS value, NULL::integer AS days, rule, article,
    NULL::text[] AS units
FROM projections.ledger_entry e
WHERE reason IN ('catalogue_credits_out_of_range', 'unknown_value') AND year = (
    SELECT min(o.year) FROM projections.ledger_entry o
    WHERE o.person = e.person AND o.statement_id = e.statement_id AND o.reason = e.reason
)

-- levels: The levels that no policy names.
SELECT 'unknown_level' AS code, person AS cadre, statement_id, since AS day, value, NULL::integer AS days,
    NULL AS rule, NULL AS article, NULL::text[] AS units
FROM projections.roster WHERE kind = 'level' AND value <> ALL (%(levels)s)

-- units: The units that nobody registered, where a cadre was assigned to one.
SELECT 'unregistered_unit' AS code, person AS cadre, statement_id, since AS day, value, NULL::integer AS days,
    NULL AS rule, NULL AS article, NULL::text[] AS units
FROM projections.roster WHERE kind = 'unit' AND value <> ALL (%(units)s)

-- targets: The decisions on statements that are not there.
SELECT 'unknown_target' AS code, NULL AS cadre, i.statement_id, NULL::date AS day, d.target::text AS value,
    NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units
FROM lrs.dangling d JOIN projections.intake i USING (position) WHERE i.fact = ANY (%(decisions)s)

-- unauthorised: The facts that their credentials were not entitled to state.
SELECT 'not_authorised' AS code, NULL AS cadre, statement_id, NULL::date AS day, fact AS value,
    NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units
FROM projections.intake WHERE unauthorised

-- surveys: What is amiss with the answers of surveys.
SELECT a.code, NULL AS cadre, s.evidence[array_upper(s.evidence, 1)] AS statement_id,
    coalesce(s.closed_on, s.opened_on) AS day, s.survey AS value, NULL::integer AS days, 'R61' AS rule,
    'A1-5' AS article, NULL::text[] AS units
FROM projections.survey s, unnest(s.amiss) AS a (code)

-- follow_ups: What is amiss with the follow-up of classes; who reads the institution's reports sees it.
SELECT f.code, f.cadre, f.statement_id, f.day, coalesce(f.value, f.class_id) AS value,
    NULL::integer AS days, f.rule, f.article, ARRAY[c.institution] AS units
FROM projections.follow_up_finding f LEFT JOIN projections.follow_up_class c USING (class_id)

-- classes: What is amiss in the life of classes; who reads the institution's reports sees it.
SELECT f.code, NULL AS cadre, f.evidence[1] AS statement_id, f.day, f.class_id AS value,
    NULL::integer AS days, f.rule, f.article, ARRAY[c.institution] AS units
FROM projections.class_finding f LEFT JOIN projections.class c USING (class_id)

-- substitutes: Who was called to a class and sent a substitute whom nobody had approved.
SELECT reason AS code, cadre, evidence[1] AS statement_id, NULL::date AS day, substitute AS value,
    NULL::integer AS days, rule, article, NULL::text[] AS units
FROM projections.class_substitution WHERE reason IS NOT NULL

-- aside: What was set aside.
SELECT DISTINCT code, CASE WHEN projection = 'ledgers' THEN key END AS cadre, statement_id, NULL::date AS day,
    NULL AS value, NULL::integer AS days, NULL AS rule, NULL AS article, NULL::text[] AS units
FROM projections.set_aside

-- doubts: What contradicts itself in what all cadres share; it is given by who asks.
SELECT code, cadre, statement_id, day, value, NULL::integer AS days, NULL AS rule, article, NULL::text[] AS units
FROM unnest(%(doubt_code)s::text[], %(doubt_cadre)s::text[], %(doubt_statement_id)s::uuid[],
    %(doubt_day)s::date[], %(doubt_value)s::text[], %(doubt_article)s::text[])
    d(code, cadre, statement_id, day, value, article)
