CREATE OR REPLACE VIEW projections.sharing AS
SELECT
    agreement, year, letter, signed_on, parties, mid_year, mid_year_due, year_end, year_end_due,
    trim_scale(lent_days) AS lent_days, trim_scale(fees) AS fees, evidence
FROM projections.agreement_year;
COMMENT ON VIEW projections.sharing IS
    '资源共享：各协议各年度的责任书、年中跟踪、年末检查与师资互借。 / Sharing: of each agreement and year the letter, the review, the inspection and the teachers lent.';
COMMENT ON COLUMN projections.sharing.agreement IS '协议编号 / the agreement';
COMMENT ON COLUMN projections.sharing.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.sharing.letter IS '责任书：signed 已签订、missing 未签订 / whether the letter of responsibility is signed';
COMMENT ON COLUMN projections.sharing.signed_on IS '签订之日，未签订则空 / when, null as long as it is not';
COMMENT ON COLUMN projections.sharing.parties IS '协议各方单位 / the units that signed it';
COMMENT ON COLUMN projections.sharing.mid_year IS '年中跟踪状态：not_yet_open、open、done、done_early、done_late、overdue / the state of the review at mid-year';
COMMENT ON COLUMN projections.sharing.mid_year_due IS '年中跟踪截止日（含） / its last day, which counts';
COMMENT ON COLUMN projections.sharing.year_end IS '年末检查状态 / the state of the inspection at the end of the year';
COMMENT ON COLUMN projections.sharing.year_end_due IS '年末检查截止日（含） / its last day, which counts';
COMMENT ON COLUMN projections.sharing.lent_days IS '师资互借天数（精确小数） / for how many days teachers were lent, exact';
COMMENT ON COLUMN projections.sharing.fees IS '费用（元，精确小数） / what was paid for them, in yuan, exact';
COMMENT ON COLUMN projections.sharing.evidence IS '所依据的记录 / the statements that it rests on';

GRANT SELECT ON projections.sharing TO lrs_report, lrs_service;
