-- The training funds of units, a row for each credit year of which something is stated. Amounts are
-- exact; `required` is `rate` of the payroll, null where the kind of the unit is not known.
CREATE TABLE fund_year (
    unit       text    COLLATE "C" NOT NULL,
    year       integer NOT NULL,
    kind       text,
    payroll    numeric,
    rate       numeric,
    required   numeric,
    amount     numeric,
    met        boolean,
    spent      numeric NOT NULL,
    by_purpose jsonb   NOT NULL,
    evidence   uuid[]  NOT NULL
);

-- What is amiss about the statements on the funds of a unit; `members` are the data that cannot be read.
CREATE TABLE fund_finding (
    subject      text COLLATE "C" NOT NULL,
    code         text   NOT NULL,
    statement_id uuid   NOT NULL,
    fact         text   NOT NULL,
    day          date   NOT NULL,
    cadre        text,
    members      text[] NOT NULL,
    rule         text   NOT NULL
);

GRANT SELECT ON fund_year, fund_finding TO lrs_service;
