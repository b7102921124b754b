-- Keys and indices.

ALTER TABLE county_year ADD PRIMARY KEY (unit, year);
ALTER TABLE county_finding ADD PRIMARY KEY (subject, statement_id, code);
