-- Surveys of training needs. No answer has a row: of each choice there is a count, null where it is
-- withheld, once the survey is closed.
CREATE TABLE survey (
    survey         text   COLLATE "C" NOT NULL,
    survey_name    text,
    kind           text,
    training_class text,
    opened_on      date,
    closed_on      date,
    state          text   NOT NULL,
    min_cell       integer,
    amiss          text[] NOT NULL,
    evidence       uuid[] NOT NULL
);

CREATE TABLE survey_count (
    survey   text COLLATE "C" NOT NULL,
    question text COLLATE "C" NOT NULL,
    choice   text COLLATE "C" NOT NULL,
    count    integer,
    total    integer
);

GRANT SELECT ON survey, survey_count TO lrs_service;
