-- The problems and the book list of each class, and what each trainee did in it. Counts of problems are
-- null where the policy asks for none.
CREATE TABLE class_duty (
    class_id  text    COLLATE "C" NOT NULL,
    book_list text    NOT NULL,
    expected  integer,
    submitted integer,
    routed    integer,
    answered  integer,
    adopted   integer
);
CREATE TABLE class_trainee (
    class_id    text    COLLATE "C" NOT NULL,
    cadre       text    COLLATE "C" NOT NULL,
    owes        text[]  NOT NULL,
    tests       integer NOT NULL,
    passed      integer NOT NULL,
    elective    text    NOT NULL,
    choice      text,
    books       text[]  NOT NULL,
    intensive   text    NOT NULL,
    speed       text    NOT NULL,
    broad_base  text[]  NOT NULL,
    live_module text[]  NOT NULL,
    forums      integer NOT NULL,
    evidence    uuid[]  NOT NULL
);

-- What is amiss about the statements on learning within a class; `members` are the data that cannot be read.
CREATE TABLE in_class_finding (
    subject      text COLLATE "C" NOT NULL,
    code         text   NOT NULL,
    statement_id uuid   NOT NULL,
    fact         text   NOT NULL,
    day          date   NOT NULL,
    cadre        text,
    members      text[] NOT NULL,
    rule         text   NOT NULL
);

GRANT SELECT ON class_duty, class_trainee, in_class_finding TO lrs_service;
