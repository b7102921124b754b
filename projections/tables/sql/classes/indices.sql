-- Keys and indices.

ALTER TABLE class ADD PRIMARY KEY (class_id);
ALTER TABLE class_attendance ADD PRIMARY KEY (class_id, cadre);
ALTER TABLE class_nomination ADD PRIMARY KEY (class_id, cadre);
ALTER TABLE class_substitution ADD PRIMARY KEY (class_id, substitute);
ALTER TABLE class_quota ADD PRIMARY KEY (class_id, unit);
CREATE INDEX ON class_finding (class_id);
CREATE INDEX ON class_attendance (cadre);
CREATE INDEX ON class_nomination (cadre);
