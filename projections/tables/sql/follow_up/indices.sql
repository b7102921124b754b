-- Keys and indices.

ALTER TABLE follow_up_class ADD PRIMARY KEY (class_id);
CREATE INDEX follow_up_class_institution ON follow_up_class (institution, class_id);
CREATE INDEX follow_up_item_class ON follow_up_item (class_id);
CREATE INDEX follow_up_item_cadre ON follow_up_item (cadre) WHERE cadre IS NOT NULL;
CREATE INDEX follow_up_told_class ON follow_up_told (class_id);
CREATE INDEX follow_up_finding_class ON follow_up_finding (class_id);
