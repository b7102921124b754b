-- Keys and indices.

ALTER TABLE teacher_year ADD PRIMARY KEY (teacher, year);
ALTER TABLE teacher_finding ADD PRIMARY KEY (subject, statement_id, code);
