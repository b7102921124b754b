-- Agreements on sharing, a row for each credit year of which something is stated. `mid_year` and
-- `year_end` are the states of the two looks into them as of the day of the tables.
CREATE TABLE agreement_year (
    agreement    text    COLLATE "C" NOT NULL,
    year         integer NOT NULL,
    letter       text    NOT NULL,
    signed_on    date,
    parties      text[]  NOT NULL,
    mid_year     text    NOT NULL,
    mid_year_due date,
    year_end     text    NOT NULL,
    year_end_due date,
    lent_days    numeric NOT NULL,
    fees         numeric NOT NULL,
    evidence     uuid[]  NOT NULL
);

-- What is amiss about the statements on an agreement; `members` are the data that cannot be read.
CREATE TABLE agreement_finding (
    subject      text COLLATE "C" NOT NULL,
    code         text   NOT NULL,
    statement_id uuid   NOT NULL,
    fact         text   NOT NULL,
    day          date   NOT NULL,
    cadre        text,
    members      text[] NOT NULL,
    rule         text   NOT NULL
);

GRANT SELECT ON agreement_year, agreement_finding TO lrs_service;
