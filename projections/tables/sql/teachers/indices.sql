-- Keys and indices.

ALTER TABLE teacher_year ADD PRIMARY KEY (teacher, year);
