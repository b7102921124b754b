-- What analysts read with their own tools, as the report role: these views and nothing else. Their
-- comments are what `\d+` shows and docs/analysts.md repeats. What stands in braces is put in when they
-- are made: the channel from projections/credits/channels.py, the unit of the day from queries.sql.

CREATE OR REPLACE VIEW projections.ledger AS
SELECT
    e.person, e.year, e.day, u.unit, e.fact, {channel} AS channel, e.subject, e.category,
    trim_scale(e.credits) AS credits, e.reason, e.rule, e.article, e.statement_id, e.position,
    e.evidence, e.documents, trim_scale(e.cut) AS cut, e.cut_rules,
    (
        SELECT n.value FROM projections.roster n
        WHERE n.person = e.person AND n.kind = 'name' ORDER BY n.place DESC LIMIT 1
    ) AS name
FROM projections.ledger_entry e
LEFT JOIN LATERAL ({unit_of_day}) u ON true;
COMMENT ON VIEW projections.ledger IS
    '学分台账：每项学习事实所得学分及其规则、条款与证据，或不计学分的原因。 / The credit ledger: what each fact earned, by which rule and article and on which evidence, or the reason why nothing.';
COMMENT ON COLUMN projections.ledger.person IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.ledger.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.ledger.day IS '学分产生之日 / the day on which the credit arose';
COMMENT ON COLUMN projections.ledger.unit IS '当日所在单位，未知则空 / the unit on that day, null where unknown';
COMMENT ON COLUMN projections.ledger.fact IS '事实种类 / the kind of fact';
COMMENT ON COLUMN projections.ledger.channel IS '渠道：online 在线、off_job 脱产、degree 学历学位、reward 奖励、other 其他 / the channel';
COMMENT ON COLUMN projections.ledger.subject IS '课程、班次、成果等的编号 / what it is about: a course, a class, a work';
COMMENT ON COLUMN projections.ledger.category IS '学分类别 / the category of credits';
COMMENT ON COLUMN projections.ledger.credits IS '学分（精确小数） / credits, exact';
COMMENT ON COLUMN projections.ledger.reason IS '不计学分的原因代码，计分则空 / the reason code of a zero, else null';
COMMENT ON COLUMN projections.ledger.rule IS '规则编号 / the rule';
COMMENT ON COLUMN projections.ledger.article IS '依据条款 / the article of the regulation';
COMMENT ON COLUMN projections.ledger.statement_id IS '原始记录编号 / the statement that it comes from';
COMMENT ON COLUMN projections.ledger.position IS '记录在日志中的位置 / its position in the log';
COMMENT ON COLUMN projections.ledger.evidence IS '所依据的其他记录 / the other statements that it rests on';
COMMENT ON COLUMN projections.ledger.documents IS '证书与文件编号 / the numbers of certificates and papers';
COMMENT ON COLUMN projections.ledger.cut IS '因上限扣减的学分；学分减去扣减计入年度 / what caps took of the credits: credits - cut counts in the balance';
COMMENT ON COLUMN projections.ledger.cut_rules IS '扣减所依据的上限参数 / the caps that took it';
COMMENT ON COLUMN projections.ledger.name IS '姓名，未登记则空 / the name in the register, null where none was stated';

CREATE OR REPLACE VIEW projections.hours AS
SELECT
    e.person, e.year, e.day, u.unit, e.fact, e.channel, e.subject, e.category,
    trim_scale(e.hours) AS hours, e.statement_id,
    (
        SELECT n.value FROM projections.roster n
        WHERE n.person = e.person AND n.kind = 'name' ORDER BY n.place DESC LIMIT 1
    ) AS name
FROM projections.hours_entry e
LEFT JOIN LATERAL ({unit_of_day}) u ON true;
COMMENT ON VIEW projections.hours IS
    '学时台账：每项计入学时的事实（培训班、在线课程、历史导入）。 / The hours of study: each class, course or imported history that counts, with its hours.';
COMMENT ON COLUMN projections.hours.person IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.hours.year IS '学时所属年度 / the credit year of the day';
COMMENT ON COLUMN projections.hours.day IS '学习之日；培训班为结业之日 / the day of the learning, of a class its end';
COMMENT ON COLUMN projections.hours.unit IS '当日所在单位，未知则空 / the unit on that day, null where unknown';
COMMENT ON COLUMN projections.hours.fact IS '事实种类 / the kind of fact';
COMMENT ON COLUMN projections.hours.channel IS '渠道：off_job 脱产、online 在线、imported 历史导入 / the channel';
COMMENT ON COLUMN projections.hours.subject IS '课程或班次的编号 / the course or class';
COMMENT ON COLUMN projections.hours.category IS '所得学分的类别，无则空 / the category of its credits, null where there is none';
COMMENT ON COLUMN projections.hours.hours IS '学时（精确小数） / hours, exact';
COMMENT ON COLUMN projections.hours.statement_id IS '原始记录编号 / the statement that it comes from';
COMMENT ON COLUMN projections.hours.name IS '姓名，未登记则空 / the name in the register, null where none was stated';

CREATE OR REPLACE VIEW projections.balances AS
SELECT
    person, year, state, by_category, trim_scale(earned) AS earned, trim_scale(carried_in) AS carried_in,
    trim_scale(counted) AS counted, trim_scale(carried_out) AS carried_out, grade,
    (
        SELECT n.value FROM projections.roster n
        WHERE n.person = b.person AND n.kind = 'name' ORDER BY n.place DESC LIMIT 1
    ) AS name
FROM projections.balance b;
COMMENT ON VIEW projections.balances IS
    '年度学分：当年所得、上年结转、计算合计、结转下年与等次。 / Annual balances: what a year earned, took over, counts and hands on, and the grade.';
COMMENT ON COLUMN projections.balances.person IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.balances.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.balances.state IS '年度状态：not_begun 未开始、open 进行中、ended 已结束；未结束前等次不作结论 / how far the year is: the grade decides nothing before it is ended';
COMMENT ON COLUMN projections.balances.by_category IS '各类别学分（精确小数文本） / credits by category, as exact decimal texts';
COMMENT ON COLUMN projections.balances.earned IS '当年所得 / earned in the year';
COMMENT ON COLUMN projections.balances.carried_in IS '上年结转 / carried in';
COMMENT ON COLUMN projections.balances.counted IS '合计：当年所得加上年结转 / earned plus carried in';
COMMENT ON COLUMN projections.balances.carried_out IS '结转下年 / carried out';
COMMENT ON COLUMN projections.balances.grade IS '等次：qualified 合格、unqualified 不合格、excellent 优秀 / the grade';
COMMENT ON COLUMN projections.balances.name IS '姓名，未登记则空 / the name in the register, null where none was stated';

CREATE OR REPLACE VIEW projections.members AS
SELECT
    person, unit, since, until, statement_id,
    (
        SELECT n.value FROM projections.roster n
        WHERE n.person = r.person AND n.kind = 'name' ORDER BY n.place DESC LIMIT 1
    ) AS name
FROM (
    SELECT
        person, value AS unit, since,
        lead(since) OVER (PARTITION BY person ORDER BY since, place) AS until, statement_id
    FROM projections.roster WHERE kind = 'unit'
) r WHERE unit IS NOT NULL;
COMMENT ON VIEW projections.members IS
    '干部所在单位的历史，一段一行。 / Who belonged to which unit, a row for each time.';
COMMENT ON COLUMN projections.members.person IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.members.unit IS '单位编号 / the unit';
COMMENT ON COLUMN projections.members.since IS '自该日起 / from this day on';
COMMENT ON COLUMN projections.members.until IS '至该日之前，现任则空 / to before this day, null where it lasts';
COMMENT ON COLUMN projections.members.statement_id IS '原始记录编号 / the statement that says so';
COMMENT ON COLUMN projections.members.name IS '姓名，未登记则空 / the name in the register, null where none was stated';

CREATE OR REPLACE VIEW projections.repeated_documents AS
SELECT
    d.document, count(DISTINCT e.person) AS persons, count(DISTINCT (e.fact, e.subject)) AS acts,
    array_agg(DISTINCT e.person ORDER BY e.person) AS who,
    array_agg(DISTINCT e.statement_id ORDER BY e.statement_id) AS statements
FROM projections.ledger_entry e, unnest(e.documents) AS d (document)
WHERE e.reason IS DISTINCT FROM 'voided'
GROUP BY d.document
HAVING count(DISTINCT (e.person, e.fact, e.subject)) > 1;
COMMENT ON VIEW projections.repeated_documents IS
    '一证多用：同一证书或文件编号用于多项学习事实或多名干部（作废的不计）。 / Numbers of certificates and papers that stand for several acts or several cadres; what was voided is left out.';
COMMENT ON COLUMN projections.repeated_documents.document IS '证书或文件编号 / the number of the certificate or paper';
COMMENT ON COLUMN projections.repeated_documents.persons IS '涉及干部人数 / how many cadres it stands for';
COMMENT ON COLUMN projections.repeated_documents.acts IS '涉及学习事实数；合著成果或同班签到表为一项 / how many acts; a work of several authors or the sheet of one class is one';
COMMENT ON COLUMN projections.repeated_documents.who IS '涉及干部 / the cadres';
COMMENT ON COLUMN projections.repeated_documents.statements IS '涉及记录 / the statements';

GRANT SELECT ON projections.ledger, projections.hours, projections.balances, projections.members,
    projections.repeated_documents
TO lrs_report, lrs_service;
