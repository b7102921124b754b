-- The tables of the ledgers of cadres. Nothing here is a truth of its own: keys and indices stand in
-- indices.sql, since they are cheaper made when rows are there.

-- What a cadre is from a day on: kind is unit, level, manager, scheme or name (A2-4, A3-10, A3-20);
-- from the day on which he left his unit is null.
-- Of several that begin on one day the last place holds.
CREATE TABLE roster (
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
CREATE TABLE ledger_entry (
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
CREATE TABLE hours_entry (
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
-- that is found fault with, the act that it concerns and its class, the days of a late registration,
-- the units between which a move lies, and the statements that show it.
CREATE TABLE finding (
    person       text    NOT NULL,
    statement_id uuid    NOT NULL,
    target       uuid    NOT NULL,
    position     bigint  NOT NULL,
    day          date    NOT NULL,
    code         text    NOT NULL,
    days         integer,
    rule         text    NOT NULL,
    article      text    NOT NULL,
    units        text[]  NOT NULL,
    training_class text,
    evidence     uuid[]  NOT NULL
);

-- The numbers of the papers that acts name which stand (A3-12): a certificate belongs to one cadre
-- alone, any other paper may prove one act of several.
CREATE TABLE paper (
    person       text    NOT NULL,
    document     text    NOT NULL,
    certificate  boolean NOT NULL,
    statement_id uuid    NOT NULL,
    day          date    NOT NULL,
    fact         text    NOT NULL,
    subject      text
);

-- Acts whose credit wants an approval or was applied for (A3-12): pending, approved or rejected.
CREATE TABLE application (
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
CREATE TABLE balance (
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

GRANT SELECT ON roster, ledger_entry, hours_entry, finding, application, balance, paper TO lrs_service;
