-- Keys and indices.

ALTER TABLE agreement_year ADD PRIMARY KEY (agreement, year);
