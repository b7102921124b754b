-- What analysts read of the follow-up of classes; projections.members has the units of cadres.

CREATE OR REPLACE VIEW projections.follow_up_classes AS
SELECT class_id, name, institution, theme, class_tag, first_day, last_day, ends, state, trainees, drawn, verdict
FROM projections.follow_up_class;
COMMENT ON VIEW projections.follow_up_classes IS
    '已办班次及其跟踪期。 / Classes that were held, with the period in which they are followed up.';
COMMENT ON COLUMN projections.follow_up_classes.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.follow_up_classes.name IS '班次名称，未命名则空 / its name, null where nobody named it';
COMMENT ON COLUMN projections.follow_up_classes.institution IS '承办的培训机构，未知则空 / the institution that held it, null where unknown';
COMMENT ON COLUMN projections.follow_up_classes.theme IS '主题 / its theme';
COMMENT ON COLUMN projections.follow_up_classes.class_tag IS 'pilot 试点、key 重点，其他则空 / pilot or key, else null';
COMMENT ON COLUMN projections.follow_up_classes.first_day IS '开班日期 / the first day of the class';
COMMENT ON COLUMN projections.follow_up_classes.last_day IS '结束日期 / the last day of the class';
COMMENT ON COLUMN projections.follow_up_classes.ends IS '跟踪期最后一日 / the last day of the follow-up';
COMMENT ON COLUMN projections.follow_up_classes.state IS 'open 跟踪中、closed 已结束 / open or closed';
COMMENT ON COLUMN projections.follow_up_classes.trainees IS '参训人数 / how many trainees';
COMMENT ON COLUMN projections.follow_up_classes.drawn IS '抽中人数 / how many were drawn to be visited';
COMMENT ON COLUMN projections.follow_up_classes.verdict IS '抽样复核结论，未抽样则空 / what an auditor says of the sample, null where none was drawn';

CREATE OR REPLACE VIEW projections.follow_up_items AS
SELECT i.class_id, i.item, i.cadre AS person, i.place, i.opens, i.due,
    CASE WHEN NOT r.is_first THEN i.state
        WHEN r.filed_on < i.opens THEN 'done_early'
        WHEN r.filed_on <= i.due THEN 'done'
        ELSE 'done_late' END AS state,
    CASE WHEN r.is_first THEN r.filed_on ELSE i.done_on END AS done_on,
    CASE WHEN r.is_first THEN r.statement_id ELSE i.statement_id END AS statement_id
FROM projections.follow_up_item i
JOIN projections.follow_up_class c USING (class_id)
LEFT JOIN projections.institution_report f
    ON c.by_institution AND f.institution = c.institution AND f.half = i.place AND f.kind = i.item
CROSS JOIN LATERAL (
    SELECT f.filed_on, f.statement_id,
        f.filed_on IS NOT NULL AND (i.done_on IS NULL OR f.filed_on < i.done_on) AS is_first
) r;
COMMENT ON VIEW projections.follow_up_items IS
    '跟踪问效事项及其进展，一项一行；未列干部的为班次事项。培训机构对全部班次报送的半年报告，也算作该班次的报告。 / What is to be done in a follow-up, a row for each item; without a person it is the class''s own. A report that its institution filed on all of its classes counts as one on the class, too.';
COMMENT ON COLUMN projections.follow_up_items.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.follow_up_items.item IS 'self_evaluation 自我评价、learning_summary 学习总结、visit 走访、seminar 座谈会、unit_feedback 向单位反馈、digest 反馈信息整理报告、preset 预设反馈报告 / which item';
COMMENT ON COLUMN projections.follow_up_items.person IS '干部编号，班次事项则空 / the cadre, null where it is the class''s own';
COMMENT ON COLUMN projections.follow_up_items.place IS '走访的年次或报告所属半年 / the year of a visit, or the half-year of a report';
COMMENT ON COLUMN projections.follow_up_items.opens IS '开始日期 / the first day';
COMMENT ON COLUMN projections.follow_up_items.due IS '截止日期（含当日） / the last day, included';
COMMENT ON COLUMN projections.follow_up_items.state IS '状态：not_yet_open、open、done、done_early、done_late、overdue / how far it is';
COMMENT ON COLUMN projections.follow_up_items.done_on IS '完成日期，未完成则空 / when it was done, null while it is not';
COMMENT ON COLUMN projections.follow_up_items.statement_id IS '完成该事项的记录 / the statement that did it';

CREATE OR REPLACE VIEW projections.follow_up_findings AS
SELECT class_id, code, day, statement_id, cadre AS person, value, rule, article
FROM projections.follow_up_finding;
COMMENT ON VIEW projections.follow_up_findings IS
    '跟踪问效中的问题，不影响任何人的学分。 / What is amiss with a follow-up; it takes nothing away from anybody.';
COMMENT ON COLUMN projections.follow_up_findings.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.follow_up_findings.code IS '问题代码 / what is amiss';
COMMENT ON COLUMN projections.follow_up_findings.day IS '记录日期，缺失的事项则空 / the day of the statement, null where something is missing';
COMMENT ON COLUMN projections.follow_up_findings.statement_id IS '有问题的记录 / the statement';
COMMENT ON COLUMN projections.follow_up_findings.person IS '所涉干部 / the cadre, where it is about one';
COMMENT ON COLUMN projections.follow_up_findings.value IS '有问题的内容 / what was found fault with';
COMMENT ON COLUMN projections.follow_up_findings.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.follow_up_findings.article IS '依据条款 / the article of the regulation';

GRANT SELECT ON projections.follow_up_classes, projections.follow_up_items,
    projections.follow_up_findings
TO lrs_report, lrs_service;
