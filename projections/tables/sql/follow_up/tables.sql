-- Classes that were held, with the period in which they are followed up (A4-5). `verdict` is what an
-- auditor says of the sample, null where none was drawn. `by_institution`: reports on all classes of
-- the institution serve this one, too.
CREATE TABLE follow_up_class (
    class_id       text    COLLATE "C" NOT NULL,
    name           text,
    institution    text    COLLATE "C",
    theme          text,
    class_tag      text,
    first_day      date    NOT NULL,
    last_day       date    NOT NULL,
    ends           date    NOT NULL,
    state          text    NOT NULL,
    trainees       integer NOT NULL,
    drawn          integer NOT NULL,
    verdict        text,
    by_institution boolean NOT NULL
);

-- What is to be done in a follow-up and how far it is (A4-6 to A4-8): of a trainee, or of the class
-- where no cadre is named. `place` is the year of a visit, or the half-year of a report.
CREATE TABLE follow_up_item (
    class_id     text COLLATE "C" NOT NULL,
    item         text NOT NULL,
    cadre        text COLLATE "C",
    place        text,
    opens        date NOT NULL,
    due          date NOT NULL,
    state        text NOT NULL,
    done_on      date,
    statement_id uuid
);

-- To which unit the result of a class was told, and when; null: to all (A4-8(1)).
CREATE TABLE follow_up_told (
    class_id text COLLATE "C" NOT NULL,
    unit     text,
    day      date NOT NULL
);

-- What is amiss with a follow-up.
CREATE TABLE follow_up_finding (
    class_id     text COLLATE "C" NOT NULL,
    code         text NOT NULL,
    day          date,
    statement_id uuid,
    cadre        text,
    value        text,
    rule         text NOT NULL,
    article      text NOT NULL
);

GRANT SELECT ON follow_up_class, follow_up_item, follow_up_told, follow_up_finding TO lrs_service;
