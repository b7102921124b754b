-- Keys and indices.

ALTER TABLE class_duty ADD PRIMARY KEY (class_id);
ALTER TABLE class_trainee ADD PRIMARY KEY (class_id, cadre);
CREATE INDEX class_trainee_cadre ON class_trainee (cadre);
ALTER TABLE in_class_finding ADD PRIMARY KEY (subject, statement_id, code);
