CREATE OR REPLACE VIEW projections.training_funds AS
SELECT
    unit, year, kind, trim_scale(payroll) AS payroll, rate, trim_scale(required) AS required,
    trim_scale(amount) AS amount, met, trim_scale(spent) AS spent, by_purpose, evidence
FROM projections.fund_year;
COMMENT ON VIEW projections.training_funds IS
    '培训经费：各单位各年度应安排、已安排与已支出的经费。 / Training funds: what each unit should set aside in a year, does, and has spent.';
COMMENT ON COLUMN projections.training_funds.unit IS '单位编号 / the unit';
COMMENT ON COLUMN projections.training_funds.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.training_funds.kind IS '单位类别，未知则空 / what the unit is, null where nobody said';
COMMENT ON COLUMN projections.training_funds.payroll IS '工资总额（元） / the payroll, in yuan';
COMMENT ON COLUMN projections.training_funds.rate IS '规定比例，类别不明则空 / the share of the payroll, null where none is known';
COMMENT ON COLUMN projections.training_funds.required IS '应安排经费（精确，不四舍五入） / what is required, exact and not rounded';
COMMENT ON COLUMN projections.training_funds.amount IS '已安排经费 / what is set aside';
COMMENT ON COLUMN projections.training_funds.met IS '是否达到，无法判断则空 / whether that is enough, null where it is not known';
COMMENT ON COLUMN projections.training_funds.spent IS '已支出 / what was spent';
COMMENT ON COLUMN projections.training_funds.by_purpose IS '按用途的支出（精确小数文本） / the same by purpose, as exact decimal texts';
COMMENT ON COLUMN projections.training_funds.evidence IS '所依据的记录 / the statements that it rests on';

GRANT SELECT ON projections.training_funds TO lrs_report, lrs_service;
