-- Keys and indices.

ALTER TABLE agreement_year ADD PRIMARY KEY (agreement, year);
ALTER TABLE agreement_finding ADD PRIMARY KEY (subject, statement_id, code);
