-- Keys and indices.

ALTER TABLE county_year ADD PRIMARY KEY (unit, year);
