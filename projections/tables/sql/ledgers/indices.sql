-- Keys and indices.

ALTER TABLE roster ADD PRIMARY KEY (person, kind, place);
ALTER TABLE ledger_entry ADD PRIMARY KEY (person, statement_id, year);
ALTER TABLE hours_entry ADD PRIMARY KEY (person, statement_id);
ALTER TABLE finding ADD PRIMARY KEY (person, statement_id, code);
ALTER TABLE application ADD PRIMARY KEY (person, statement_id);
ALTER TABLE balance ADD PRIMARY KEY (person, year);
CREATE INDEX ledger_entry_statement ON ledger_entry (statement_id);
CREATE INDEX finding_place ON finding (code COLLATE "C", statement_id, person COLLATE "C");
CREATE INDEX ledger_entry_amiss ON ledger_entry (reason COLLATE "C", statement_id, person COLLATE "C")
    WHERE reason IN ('catalogue_credits_out_of_range', 'unknown_value');
CREATE INDEX ledger_entry_credited ON ledger_entry (year, position) WHERE credits > 0;
CREATE INDEX paper_person ON paper (person);
CREATE INDEX paper_document ON paper USING hash (document);
