-- What analysts read of classes and of whom they were chosen for. Their comments are what `\d+` shows and
-- docs/analysts.md repeats.

CREATE OR REPLACE VIEW projections.classes AS
SELECT class_id, class_name, state, year, first_day, last_day, kind, theme, class_tag, organiser,
    institution, planned, trainees, declaration, declared_on, declare_by, observers, findings
FROM projections.class;
COMMENT ON VIEW projections.classes IS
    '培训班：一班一行，自计划至结班的状态、申报情况与问题。 / The classes, a row each: how far each is from its plan to its closing, its declaration, what is amiss.';
COMMENT ON COLUMN projections.classes.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.classes.class_name IS '班次名称 / what it is called';
COMMENT ON COLUMN projections.classes.state IS '状态：planned 已计划、declared 已申报、returned 已退回、approved 已批准、rejected 未批准、running 进行中、not_held 未举办、cancelled 已取消、completed 已办、closed 已结班 / how far it is';
COMMENT ON COLUMN projections.classes.year IS '最后一日所在的学分年度 / the credit year of its last day or, while nobody says that, of its first';
COMMENT ON COLUMN projections.classes.first_day IS '开班之日 / its first day';
COMMENT ON COLUMN projections.classes.last_day IS '结业之日 / its last day';
COMMENT ON COLUMN projections.classes.kind IS '班次种类，如 in_post 任职培训 / its kind';
COMMENT ON COLUMN projections.classes.theme IS '主题 / its theme';
COMMENT ON COLUMN projections.classes.class_tag IS 'key 重点、pilot 试点 / key or pilot';
COMMENT ON COLUMN projections.classes.organiser IS '办班单位的级别 / at whose level it is called';
COMMENT ON COLUMN projections.classes.institution IS '承办的培训机构 / the training institution that holds it';
COMMENT ON COLUMN projections.classes.planned IS '计划人数 / how many persons it was planned for';
COMMENT ON COLUMN projections.classes.trainees IS '参训人数 / how many attended it';
COMMENT ON COLUMN projections.classes.declaration IS '申报：on_time 按时、late 逾期、missing 未申报、not_required 无须申报、not_applicable 不适用 / whether its declaration was in time';
COMMENT ON COLUMN projections.classes.declared_on IS '首次申报之日 / the day of the first declaration';
COMMENT ON COLUMN projections.classes.declare_by IS '应申报的最后一日 / the last day on which it is in time';
COMMENT ON COLUMN projections.classes.observers IS '跟班指导人员 / the observers';
COMMENT ON COLUMN projections.classes.findings IS '存在的问题，代码 / what is amiss, by code';

CREATE OR REPLACE VIEW projections.class_findings AS
SELECT class_id, code, day, heeded, rule, article, evidence, members,
    (
        SELECT c.class_name FROM projections.class c WHERE c.class_id = x.class_id
    ) AS class_name
FROM projections.class_finding x;
COMMENT ON VIEW projections.class_findings IS
    '培训班存在的问题及所依据的记录。 / What is amiss in classes, with the statements that show it.';
COMMENT ON COLUMN projections.class_findings.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.class_findings.code IS '问题代码 / the code';
COMMENT ON COLUMN projections.class_findings.day IS '自该日起 / from this day on';
COMMENT ON COLUMN projections.class_findings.heeded IS 'false 为记录全部或部分未予采用 / false of a statement that is not heeded, whole or in part';
COMMENT ON COLUMN projections.class_findings.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.class_findings.article IS '依据条款 / the article of the regulation';
COMMENT ON COLUMN projections.class_findings.evidence IS '所依据的记录 / the statements that it rests on';
COMMENT ON COLUMN projections.class_findings.members IS '无法识别的内容 / the data that cannot be read';
COMMENT ON COLUMN projections.class_findings.class_name IS '班次名称，未命名则空 / what the class is called, null where nobody named it';

CREATE OR REPLACE VIEW projections.attendances AS
SELECT class_id, cadre, start, last_day, theme, trim_scale(scheduled_days) AS scheduled_days,
    trim_scale(attended_days) AS attended_days, appraisal, substitute_for, statement_id,
    (
        SELECT c.class_name FROM projections.class c WHERE c.class_id = x.class_id
    ) AS class_name
FROM projections.class_attendance x;
COMMENT ON VIEW projections.attendances IS
    '参训学员：一人一班一行。 / Who attended which class, a row each.';
COMMENT ON COLUMN projections.attendances.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.attendances.cadre IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.attendances.start IS '本人开始之日 / his first day';
COMMENT ON COLUMN projections.attendances.last_day IS '本人结业之日 / his last day';
COMMENT ON COLUMN projections.attendances.theme IS '主题 / the theme';
COMMENT ON COLUMN projections.attendances.scheduled_days IS '培训天数 / days of training';
COMMENT ON COLUMN projections.attendances.attended_days IS '出勤天数，空为全勤 / days on which he was there, null on all';
COMMENT ON COLUMN projections.attendances.appraisal IS '鉴定 / the appraisal';
COMMENT ON COLUMN projections.attendances.substitute_for IS '顶替的干部，无则空 / for whom he came, null for himself';
COMMENT ON COLUMN projections.attendances.statement_id IS '原始记录编号 / the statement that it comes from';
COMMENT ON COLUMN projections.attendances.class_name IS '班次名称，未命名则空 / what the class is called, null where nobody named it';

CREATE OR REPLACE VIEW projections.nominations AS
SELECT class_id, cadre, state, nominated_on, substitute, reason, rule, article, evidence,
    (
        SELECT c.class_name FROM projections.class c WHERE c.class_id = x.class_id
    ) AS class_name
FROM projections.class_nomination x;
COMMENT ON VIEW projections.nominations IS
    '点名调训及其结果。 / Who was called to a class by name, and what became of it.';
COMMENT ON COLUMN projections.nominations.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.nominations.cadre IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.nominations.state IS '结果：nominated 已点名、attended 已参训、excused 已免训、absent 缺训、substituted_approved 经批准顶替、substituted_unapproved 未经批准顶替 / what became of it';
COMMENT ON COLUMN projections.nominations.nominated_on IS '点名之日 / the day of the nomination';
COMMENT ON COLUMN projections.nominations.substitute IS '顶替人员，无则空 / who came for him';
COMMENT ON COLUMN projections.nominations.reason IS '存在问题的代码，无则空 / what is amiss, by code, else null';
COMMENT ON COLUMN projections.nominations.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.nominations.article IS '依据条款 / the article of the regulation';
COMMENT ON COLUMN projections.nominations.evidence IS '所依据的记录 / the statements that it rests on';
COMMENT ON COLUMN projections.nominations.class_name IS '班次名称，未命名则空 / what the class is called, null where nobody named it';

CREATE OR REPLACE VIEW projections.substitutions AS
SELECT class_id, cadre, substitute, approved, credit, reason, rule, article, evidence,
    (
        SELECT c.class_name FROM projections.class c WHERE c.class_id = x.class_id
    ) AS class_name
FROM projections.class_substitution x;
COMMENT ON VIEW projections.substitutions IS
    '顶替参训及是否经批准。 / Who came to a class for another, and whether that had been approved.';
COMMENT ON COLUMN projections.substitutions.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.substitutions.cadre IS '原定参训的干部 / the cadre for whom he came';
COMMENT ON COLUMN projections.substitutions.substitute IS '顶替的干部 / who came';
COMMENT ON COLUMN projections.substitutions.approved IS '开班当日或之前是否已获批准 / whether it had been approved by the first day';
COMMENT ON COLUMN projections.substitutions.credit IS '学分：kept 保留、withheld 不计 / what the policy makes of his credit';
COMMENT ON COLUMN projections.substitutions.reason IS '存在问题的代码，无则空 / what is amiss, by code, else null';
COMMENT ON COLUMN projections.substitutions.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.substitutions.article IS '依据条款 / the article of the regulation';
COMMENT ON COLUMN projections.substitutions.evidence IS '所依据的记录 / the statements that it rests on';
COMMENT ON COLUMN projections.substitutions.class_name IS '班次名称，未命名则空 / what the class is called, null where nobody named it';

CREATE OR REPLACE VIEW projections.quotas AS
SELECT class_id, unit, allocated, named, attended, cadres, reason, rule, article, evidence,
    (
        SELECT c.class_name FROM projections.class c WHERE c.class_id = x.class_id
    ) AS class_name
FROM projections.class_quota x;
COMMENT ON VIEW projections.quotas IS
    '单位名额及其完成情况。 / The places of units in classes, and how they filled them.';
COMMENT ON COLUMN projections.quotas.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.quotas.unit IS '单位编号 / the unit';
COMMENT ON COLUMN projections.quotas.allocated IS '分配名额 / how many places it was given';
COMMENT ON COLUMN projections.quotas.named IS '选派人数 / how many cadres it named';
COMMENT ON COLUMN projections.quotas.attended IS '其中参训人数 / how many of these attended';
COMMENT ON COLUMN projections.quotas.cadres IS '选派的干部 / whom it named';
COMMENT ON COLUMN projections.quotas.reason IS '存在问题的代码，无则空 / what is amiss, by code, else null';
COMMENT ON COLUMN projections.quotas.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.quotas.article IS '依据条款 / the article of the regulation';
COMMENT ON COLUMN projections.quotas.evidence IS '所依据的记录 / the statements that it rests on';
COMMENT ON COLUMN projections.quotas.class_name IS '班次名称，未命名则空 / what the class is called, null where nobody named it';

GRANT SELECT ON projections.classes, projections.class_findings, projections.attendances,
    projections.nominations, projections.substitutions, projections.quotas
TO lrs_report, lrs_service;
