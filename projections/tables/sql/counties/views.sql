CREATE OR REPLACE VIEW projections.county_teaching AS
SELECT unit, year, plan, approved_on, evaluation, evaluated_on, evidence
FROM projections.county_year;
COMMENT ON VIEW projections.county_teaching IS
    '县区教学：各县区各年度教学计划审批与教学评估。 / County teaching: of each county and year whether its plan was approved, and how its teaching was evaluated.';
COMMENT ON COLUMN projections.county_teaching.unit IS '县区党校（单位编号） / the county''s school, a unit';
COMMENT ON COLUMN projections.county_teaching.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.county_teaching.plan IS '教学计划：approved 已审批、missing 未审批 / whether the plan was approved';
COMMENT ON COLUMN projections.county_teaching.approved_on IS '审批之日 / when it was first approved';
COMMENT ON COLUMN projections.county_teaching.evaluation IS '最近一次评估结果 / the result of the latest evaluation';
COMMENT ON COLUMN projections.county_teaching.evaluated_on IS '评估之日 / when that was';
COMMENT ON COLUMN projections.county_teaching.evidence IS '所依据的记录 / the statements that it rests on';

GRANT SELECT ON projections.county_teaching TO lrs_report, lrs_service;
