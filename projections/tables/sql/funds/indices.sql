-- Keys and indices.

ALTER TABLE fund_year ADD PRIMARY KEY (unit, year);
ALTER TABLE fund_finding ADD PRIMARY KEY (subject, statement_id, code);
