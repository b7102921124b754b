-- All tables of the projections are folded here to be tried: by the rules of another release, or by a policy
-- that nobody published (docs/decisions/0033).
CREATE SCHEMA projections_trial;
GRANT USAGE, CREATE ON SCHEMA projections_trial TO lrs_projector;
GRANT USAGE ON SCHEMA projections_trial TO lrs_service;

-- What a rebuild found: rows of a key that stood in a table and were not those that the log makes.
CREATE TABLE lrs.table_difference (
    found      timestamptz NOT NULL DEFAULT clock_timestamp(),
    position   bigint      NOT NULL,
    projection text        NOT NULL,
    name       text        NOT NULL,
    key        text,
    stood      jsonb       NOT NULL,
    rebuilt    jsonb       NOT NULL
);
CREATE INDEX table_difference_found ON lrs.table_difference (found);
GRANT SELECT, INSERT ON lrs.table_difference TO lrs_projector;
GRANT SELECT ON lrs.table_difference TO lrs_service;
