-- Classes that the log speaks of, with the days on which they began and ended and how many attended.
CREATE TABLE class (
    class_id  text    COLLATE "C" NOT NULL,
    first_day date,
    last_day  date,
    trainees  integer NOT NULL
);

GRANT SELECT ON class TO lrs_service;
