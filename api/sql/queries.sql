-- The queries of package api, read by lrs/postgres/queries.py.

-- chosen_cadre: The cadre with the most to show in a year, one who misses something before others,
-- with the unit.
SELECT l.person, m.unit FROM projections.ledger l
JOIN projections.members m USING (person)
JOIN projections.balances b USING (person, year)
WHERE l.year = %s
GROUP BY l.person, m.unit, b.grade
ORDER BY b.grade = 'unqualified' DESC, count(DISTINCT l.reason) DESC,
    count(DISTINCT l.category) DESC, l.person
LIMIT 1
