-- Teachers who are in the pool at the end of a credit year, or by now, a row for each year. `days` are
-- those of their own training; `required` and `met` are null where none is asked of them.
CREATE TABLE teacher_year (
    teacher   text    COLLATE "C" NOT NULL,
    year      integer NOT NULL,
    name      text,
    unit      text,
    kind      text,
    pooled_on date    NOT NULL,
    days      numeric NOT NULL,
    required  numeric,
    met       boolean,
    evidence  uuid[]  NOT NULL
);

-- What is amiss about the statements on a teacher; `members` are the data that cannot be read.
CREATE TABLE teacher_finding (
    subject      text COLLATE "C" NOT NULL,
    code         text   NOT NULL,
    statement_id uuid   NOT NULL,
    fact         text   NOT NULL,
    day          date   NOT NULL,
    cadre        text,
    members      text[] NOT NULL,
    rule         text   NOT NULL
);

GRANT SELECT ON teacher_year, teacher_finding TO lrs_service;
