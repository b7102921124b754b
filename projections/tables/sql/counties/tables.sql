-- The teaching of counties, a row for each year of which something is stated.
CREATE TABLE county_year (
    unit         text    COLLATE "C" NOT NULL,
    year         integer NOT NULL,
    plan         text    NOT NULL,
    approved_on  date,
    evaluation   text,
    evaluated_on date,
    evidence     uuid[]  NOT NULL
);

-- What is amiss about the statements on a county; `members` are the data that cannot be read.
CREATE TABLE county_finding (
    subject      text COLLATE "C" NOT NULL,
    code         text   NOT NULL,
    statement_id uuid   NOT NULL,
    fact         text   NOT NULL,
    day          date   NOT NULL,
    cadre        text,
    members      text[] NOT NULL,
    rule         text   NOT NULL
);

GRANT SELECT ON county_year, county_finding TO lrs_service;
