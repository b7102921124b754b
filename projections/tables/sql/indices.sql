-- Keys and indices of the tables.

ALTER TABLE projections.roster ADD PRIMARY KEY (person, kind, place);
ALTER TABLE projections.ledger_entry ADD PRIMARY KEY (person, statement_id, year);
ALTER TABLE projections.hours_entry ADD PRIMARY KEY (person, statement_id);
ALTER TABLE projections.finding ADD PRIMARY KEY (person, statement_id, code);
ALTER TABLE projections.application ADD PRIMARY KEY (person, statement_id);
ALTER TABLE projections.balance ADD PRIMARY KEY (person, year);
ALTER TABLE projections.intake ADD PRIMARY KEY (position);
CREATE INDEX set_aside_position ON projections.set_aside (position);
CREATE INDEX set_aside_person ON projections.set_aside (person);
CREATE INDEX ledger_entry_statement ON projections.ledger_entry (statement_id);
CREATE INDEX intake_credential ON projections.intake (credential, position);
CREATE INDEX intake_faults ON projections.intake (credential, position) WHERE faults IS NOT NULL;
CREATE INDEX intake_unauthorised ON projections.intake (position) WHERE unauthorised;
CREATE INDEX intake_ahead ON projections.intake (ahead) WHERE ahead IS NOT NULL;
