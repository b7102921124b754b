-- The trial: tables of all projections that stand beside those that answer; read by lrs/postgres/queries.py.

-- there: Whether there is a trial.
SELECT to_regclass('projections_trial.trial') IS NOT NULL

-- make: The table of what is tried: nothing but this release's rules, or a policy from a day on.
CREATE TABLE projections_trial.trial (
    layout    text        NOT NULL,
    policy    text,
    effective date,
    begun     timestamptz NOT NULL
);
GRANT SELECT ON projections_trial.trial TO lrs_service

-- begin: Notes what is tried.
INSERT INTO projections_trial.trial VALUES (%s, %s, %s, %s)

-- what: What is tried.
SELECT layout, policy, effective, begun FROM projections_trial.trial

-- places: How far each projection of the trial is.
SELECT 'projections_trial' AS schema, t.* FROM projections_trial.tracking t

-- keys: How many keys are folded of all projections of the trial, and how many wait to be.
SELECT (SELECT count(*) FROM projections_trial.folded), (SELECT count(*) FROM projections_trial.stale)
