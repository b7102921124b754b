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

GRANT SELECT ON class_duty, class_trainee TO lrs_service;
