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

GRANT SELECT ON fund_year TO lrs_service;
