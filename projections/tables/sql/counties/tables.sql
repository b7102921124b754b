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

GRANT SELECT ON county_year TO lrs_service;
