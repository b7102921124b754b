-- Keys and indices.

ALTER TABLE intake ADD PRIMARY KEY (position);
CREATE INDEX intake_credential ON intake (credential, position);
CREATE INDEX intake_faults ON intake (credential, position) WHERE faults IS NOT NULL;
CREATE INDEX intake_unauthorised ON intake (position) WHERE unauthorised;
CREATE INDEX intake_ahead ON intake (ahead) WHERE ahead IS NOT NULL;
