-- How far all views answer, which analysts read beside them.

CREATE OR REPLACE VIEW projections.as_of AS
SELECT min(settled) AS position, min(folded_to) AS until FROM projections.tracking;
COMMENT ON VIEW projections.as_of IS
    '以上各表反映日志至何位置、事实至何日。 / Up to which position of the log and which day the views answer.';
COMMENT ON COLUMN projections.as_of.position IS '日志位置 / position of the log';
COMMENT ON COLUMN projections.as_of.until IS '事实截止日 / the day up to which facts count';

GRANT SELECT ON projections.as_of TO lrs_report, lrs_service;
