-- The tables of the projections. The runner makes them and, when their version has changed, makes
-- them anew and folds the log again: nothing here is a truth of its own. Keys and indices stand in
-- indices.sql, since they are cheaper made when rows are there.

-- Up to which position the log was scanned, up to which every change is folded into the tables, and
-- the day up to which facts count as having happened.
CREATE TABLE projections.tracking (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version   text    NOT NULL,
    scanned   bigint  NOT NULL DEFAULT 0,
    settled   bigint  NOT NULL DEFAULT 0,
    folded_to date
);

-- Persons whose rows are older than the scanned part of the log, with the position of the first event
-- that their rows do not answer for.
CREATE TABLE projections.stale (
    person text   PRIMARY KEY,
    since  bigint NOT NULL
);
CREATE INDEX stale_since ON projections.stale (since);

-- What a cadre is from a day on: kind is unit, level, manager, scheme or name (A2-4, A3-10, A3-20);
-- from the day on which he left his unit is null.
-- Of several that begin on one day the last place holds.
CREATE TABLE projections.roster (
    person       text COLLATE "C" NOT NULL,
    kind         text    NOT NULL,
    since        date    NOT NULL,
    place        integer NOT NULL,
    value        text,
    statement_id uuid    NOT NULL
);

-- What each statement earned, by which rule, or the reason why nothing (A3-7 to A3-10). A degree
-- has a row for each year of study. `evidence` are the other statements that a row rests on. `cut` is
-- what the caps of `cut_rules` took of the credits: the rest counts in the balance.
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
    evidence     uuid[]      NOT NULL,
    documents    text[]      NOT NULL,
    cut          numeric     NOT NULL,
    cut_rules    text[]      NOT NULL
);

-- What brought hours of study, in the credit year of its day (A2-2): classes, courses, and training
-- imported from before the register, which has no row in the ledger.
CREATE TABLE projections.hours_entry (
    person       text    NOT NULL,
    statement_id uuid    NOT NULL,
    year         integer NOT NULL,
    day          date    NOT NULL,
    fact         text    NOT NULL,
    subject      text,
    category     text,
    channel      text    NOT NULL,
    hours        numeric NOT NULL
);

-- What is amiss in how a credit was assessed, approved or registered (A3-11 to A3-13): the statement
-- that is found fault with, the act that it concerns, the days of a late registration, and the units
-- between which a move lies.
CREATE TABLE projections.finding (
    person       text    NOT NULL,
    statement_id uuid    NOT NULL,
    target       uuid    NOT NULL,
    position     bigint  NOT NULL,
    day          date    NOT NULL,
    code         text    NOT NULL,
    days         integer,
    rule         text    NOT NULL,
    article      text    NOT NULL,
    units        text[]  NOT NULL
);

-- Acts whose credit wants an approval or was applied for (A3-12): pending, approved or rejected.
CREATE TABLE projections.application (
    person       text   NOT NULL,
    statement_id uuid   NOT NULL,
    day          date   NOT NULL,
    fact         text   NOT NULL,
    subject      text,
    category     text,
    applied_on   date   NOT NULL,
    state        text   NOT NULL,
    decided_on   date,
    evidence     uuid[] NOT NULL
);

-- Credits of a cadre in a year (A3-15, A3-17), and whether it has ended on the day that the tables are
-- folded to.
CREATE TABLE projections.balance (
    person      text    NOT NULL,
    year        integer NOT NULL,
    state       text    NOT NULL,
    by_category jsonb   NOT NULL,
    earned      numeric NOT NULL,
    carried_in  numeric NOT NULL,
    counted     numeric NOT NULL,
    carried_out numeric NOT NULL,
    grade       text    NOT NULL
);

-- What each credential stated, a row for each statement of the log, for who wants to know what became
-- of it. `faults`: where the statement departs from the template of the fact that it claims. `ahead`:
-- the day on which it happens, by UTC, where that may be later than when it was recorded. `missed`:
-- which verb or object was expected of a statement that states no fact. `unauthorised`: a link, a unit,
-- a value of the catalogue or something about a year that its credential was not entitled to state.
-- `failed`: an attempt at a course that did not pass it.
CREATE TABLE projections.intake (
    position     bigint NOT NULL,
    statement_id uuid   NOT NULL,
    credential   text   NOT NULL,
    fact         text   NOT NULL,
    faults       jsonb,
    ahead        date,
    missed       text,
    unauthorised boolean NOT NULL,
    failed       boolean NOT NULL
);

-- Statements that cannot be read or judged, with whose ledger is without them, where one is, and why
-- (projections/reasons.py). Without a statement, all of that person's are: `position` is the first.
CREATE TABLE projections.set_aside (
    position     bigint NOT NULL,
    statement_id uuid,
    person       text,
    code         text   NOT NULL
);

GRANT SELECT ON
    projections.tracking, projections.stale, projections.roster, projections.ledger_entry,
    projections.hours_entry, projections.finding, projections.application, projections.balance,
    projections.intake, projections.set_aside
TO lrs_service;
