-- Views of analysts' own: the role that reads the projections may make them here, and nowhere else.
CREATE SCHEMA lrs_analysts;
GRANT USAGE, CREATE ON SCHEMA lrs_analysts TO lrs_report;
