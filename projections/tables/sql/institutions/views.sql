-- What analysts read of the reports of institutions.

CREATE OR REPLACE VIEW projections.institution_reports AS
SELECT institution, half, kind, filed_on, statement_id FROM projections.institution_report;
COMMENT ON VIEW projections.institution_reports IS
    '培训机构对全部班次报送的半年报告，每种第一份。 / The first report of each kind on a half-year that an institution filed on all of its classes.';
COMMENT ON COLUMN projections.institution_reports.institution IS '培训机构编号 / the training institution';
COMMENT ON COLUMN projections.institution_reports.half IS '所属半年 / the half-year, such as 2010-H1';
COMMENT ON COLUMN projections.institution_reports.kind IS 'digest 反馈信息整理报告、preset 预设反馈报告 / digest: feedback collated; preset: feedback expected';
COMMENT ON COLUMN projections.institution_reports.filed_on IS '报送日期 / the day on which it was filed';
COMMENT ON COLUMN projections.institution_reports.statement_id IS '原始记录编号 / the statement that it comes from';

GRANT SELECT ON projections.institution_reports TO lrs_report, lrs_service;
