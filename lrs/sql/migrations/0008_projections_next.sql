-- A new version of a projection is folded here, while the old one answers.
CREATE SCHEMA projections_next;
GRANT USAGE, CREATE ON SCHEMA projections_next TO lrs_projector;
