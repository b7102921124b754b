-- Keys and indices.

ALTER TABLE fund_year ADD PRIMARY KEY (unit, year);
