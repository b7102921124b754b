-- The tables of the projections. The runner makes them and, when their version has changed, makes
-- them anew and folds the log again: nothing here is a truth of its own.

DROP TABLE IF EXISTS
    projections.tracking, projections.stale, projections.membership, projections.ledger_entry,
    projections.balance;

-- Up to which position the log was scanned, up to which every change is folded into the tables, and
-- the day up to which facts count as having happened.
CREATE TABLE projections.tracking (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version   text    NOT NULL,
    scanned   bigint  NOT NULL DEFAULT 0,
    settled   bigint  NOT NULL DEFAULT 0,
    folded_to date
);

-- Persons whose rows are older than the scanned part of the log.
CREATE TABLE projections.stale (
    person text PRIMARY KEY
);

-- From which day on a cadre belongs to a unit (A3-18).
CREATE TABLE projections.membership (
    person       text   NOT NULL,
    since        date   NOT NULL,
    unit         text   NOT NULL,
    statement_id uuid   NOT NULL,
    PRIMARY KEY (person, since, statement_id)
);
CREATE INDEX membership_unit ON projections.membership (unit, person);

-- What each statement earned, by which rule, or the reason why nothing (A3-7 to A3-10).
CREATE TABLE projections.ledger_entry (
    person       text        NOT NULL,
    statement_id uuid        NOT NULL,
    year         integer     NOT NULL,
    position     bigint      NOT NULL,
    day          date        NOT NULL,
    fact         text        NOT NULL,
    subject      text,
    category     text,
    credits      numeric     NOT NULL,
    reason       text,
    rule         text,
    article      text,
    PRIMARY KEY (person, statement_id, year)
);

-- Credits of a cadre in a year (A3-15, A3-17).
CREATE TABLE projections.balance (
    person      text    NOT NULL,
    year        integer NOT NULL,
    by_category jsonb   NOT NULL,
    earned      numeric NOT NULL,
    carried_in  numeric NOT NULL,
    counted     numeric NOT NULL,
    carried_out numeric NOT NULL,
    grade       text    NOT NULL,
    PRIMARY KEY (person, year)
);

GRANT SELECT ON
    projections.tracking, projections.stale, projections.membership, projections.ledger_entry,
    projections.balance
TO lrs_report, lrs_service;
