-- How far each projection is, in each schema: `projections` holds the versions that answer,
-- `projections_next` those that are folded beside them. A row of a projection is of the one version
-- that stands in its schema.

-- Up to which position the log was scanned, up to which every change is folded into the tables, and
-- the day up to which facts count as having happened.
CREATE TABLE tracking (
    projection text   PRIMARY KEY,
    version    text   NOT NULL,
    scanned    bigint NOT NULL DEFAULT 0,
    settled    bigint NOT NULL DEFAULT 0,
    folded_to  date
);

-- Keys whose rows are older than the scanned part of the log, with the position of the first event
-- that their rows do not answer for.
CREATE TABLE stale (
    projection text   NOT NULL,
    key        text   COLLATE "C" NOT NULL,
    since      bigint NOT NULL,
    PRIMARY KEY (projection, key)
);
CREATE INDEX stale_since ON stale (projection, since, key);

-- Keys that were folded, with the next day on which their answer changes by itself.
CREATE TABLE folded (
    projection text NOT NULL,
    key        text COLLATE "C" NOT NULL,
    wakes_on   date,
    PRIMARY KEY (projection, key)
);
CREATE INDEX folded_wakes_on ON folded (projection, wakes_on) WHERE wakes_on IS NOT NULL;

-- Statements that cannot be read or judged, with the key whose answer is without them, where there is
-- one, and why (projections/reasons.py). Without a statement, all of that key's are: `position` is the
-- first.
CREATE TABLE set_aside (
    projection   text   NOT NULL,
    key          text   COLLATE "C",
    position     bigint NOT NULL,
    statement_id uuid,
    code         text   NOT NULL
);
CREATE INDEX set_aside_position ON set_aside (position);
CREATE INDEX set_aside_key ON set_aside (projection, key);

COMMENT ON TABLE tracking IS '{layout}';

GRANT SELECT ON tracking, stale, folded, set_aside TO lrs_service;
