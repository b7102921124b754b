-- What each credential stated, a row for each statement of the log, for who wants to know what became
-- of it. `faults`: where the statement departs from the template of the fact that it claims.
DROP TABLE IF EXISTS projections.intake CASCADE;
CREATE TABLE projections.intake (
    position     bigint PRIMARY KEY,
    statement_id uuid   NOT NULL,
    credential   text   NOT NULL,
    fact         text   NOT NULL,
    faults       jsonb
);
CREATE INDEX intake_credential ON projections.intake (credential, position);
CREATE INDEX intake_faults ON projections.intake (credential, position) WHERE faults IS NOT NULL;
CREATE INDEX ledger_entry_statement ON projections.ledger_entry (statement_id);

GRANT SELECT ON projections.intake TO lrs_service;
