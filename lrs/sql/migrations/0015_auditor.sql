-- Who audits reads what there is, but for secrets and sessions, and changes nothing; also tables that
-- are yet to be made of projections.
GRANT USAGE ON SCHEMA lrs, projections, projections_trial TO lrs_auditor;
GRANT SELECT ON
    lrs.store, lrs.log, lrs.posting, lrs.voiding, lrs.dangling, lrs.content, lrs.content_use, lrs.document,
    lrs.refusal, lrs.unlogged, lrs.tile, lrs.checkpoint, lrs.cosignature, lrs.table_difference
TO lrs_auditor;
GRANT EXECUTE ON FUNCTION lrs.position_at TO lrs_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA projections, projections_next, projections_trial TO lrs_auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE lrs_projector IN SCHEMA projections, projections_next, projections_trial
GRANT SELECT ON TABLES TO lrs_auditor;
