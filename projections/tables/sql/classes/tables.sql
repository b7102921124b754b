-- Classes that the log speaks of, as they are on the day that the tables are folded to.

-- The life of a class, from its plan to its closing (M4-2): its state, its days, whether it was declared
-- and what is amiss, by code.
CREATE TABLE class (
    class_id    text    COLLATE "C" NOT NULL,
    class_name  text,
    state       text,
    year        integer,
    first_day   date,
    last_day    date,
    kind        text,
    theme       text,
    class_tag   text,
    organiser   text,
    institution text,
    planned     integer NOT NULL,
    trainees    integer NOT NULL,
    declaration text    NOT NULL,
    declared_on date,
    declare_by  date,
    observers   text[]  NOT NULL,
    findings    text[]  NOT NULL
);

-- What is amiss in a class, with the statements that show it. `heeded` is false of a statement that is
-- not heeded, whole or in part: `members` are the data of it that cannot be read.
CREATE TABLE class_finding (
    class_id text    COLLATE "C" NOT NULL,
    code     text    NOT NULL,
    day      date    NOT NULL,
    heeded   boolean NOT NULL,
    rule     text    NOT NULL,
    article  text    NOT NULL,
    evidence uuid[]  NOT NULL,
    members  text[]  NOT NULL
);

-- Who attended a class, each by the first attendance that stands; `substitute_for` is the cadre for whom
-- he came.
CREATE TABLE class_attendance (
    class_id       text COLLATE "C" NOT NULL,
    cadre          text COLLATE "C" NOT NULL,
    start          date,
    last_day       date NOT NULL,
    theme          text,
    scheduled_days numeric,
    attended_days  numeric,
    appraisal      text,
    substitute_for text,
    statement_id   uuid NOT NULL
);

-- Who was called to a class by name, and what became of it (M4-1).
CREATE TABLE class_nomination (
    class_id     text   COLLATE "C" NOT NULL,
    cadre        text   COLLATE "C" NOT NULL,
    state        text   NOT NULL,
    nominated_on date   NOT NULL,
    substitute   text,
    reason       text,
    rule         text   NOT NULL,
    article      text   NOT NULL,
    evidence     uuid[] NOT NULL
);

-- Who came to a class for another, and whether that had been approved (M4-1).
CREATE TABLE class_substitution (
    class_id   text    COLLATE "C" NOT NULL,
    cadre      text    COLLATE "C" NOT NULL,
    substitute text    COLLATE "C" NOT NULL,
    approved   boolean NOT NULL,
    credit     text    NOT NULL,
    reason     text,
    rule       text    NOT NULL,
    article    text    NOT NULL,
    evidence   uuid[]  NOT NULL
);

-- The places of units in a class, and how they filled them (M4-1).
CREATE TABLE class_quota (
    class_id  text    COLLATE "C" NOT NULL,
    unit      text    COLLATE "C" NOT NULL,
    allocated integer NOT NULL,
    named     integer NOT NULL,
    attended  integer NOT NULL,
    cadres    text[]  NOT NULL,
    reason    text,
    rule      text    NOT NULL,
    article   text    NOT NULL,
    evidence  uuid[]  NOT NULL
);

GRANT SELECT ON class, class_finding, class_attendance, class_nomination, class_substitution, class_quota
TO lrs_service;
