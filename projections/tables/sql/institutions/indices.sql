-- Keys and indices.

ALTER TABLE institution_report ADD PRIMARY KEY (institution, half, kind);
