-- Keys and indices.

ALTER TABLE class ADD PRIMARY KEY (class_id);
