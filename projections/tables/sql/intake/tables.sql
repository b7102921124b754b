-- What each credential stated, a row for each statement of the log, for who wants to know what became
-- of it. `faults`: where the statement departs from the template of the fact that it claims. `ahead`:
-- the day on which it happens, by UTC, where that may be later than when it was recorded. `missed`:
-- which verb or object was expected of a statement that states no fact. `unauthorised`: a link, a unit,
-- a value of the catalogue or something about a year that its credential was not entitled to state.
-- `failed`: an attempt at a course that did not pass it. `target`: the statement that a decision is on.
CREATE TABLE intake (
    position     bigint NOT NULL,
    statement_id uuid   NOT NULL,
    credential   text   NOT NULL,
    fact         text   NOT NULL,
    faults       jsonb,
    ahead        date,
    missed       text,
    unauthorised boolean NOT NULL,
    failed       boolean NOT NULL,
    target       uuid
);

GRANT SELECT ON intake TO lrs_service;
