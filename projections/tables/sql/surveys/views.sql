CREATE OR REPLACE VIEW projections.surveys AS
SELECT survey, survey_name, kind, training_class, opened_on, closed_on, state, min_cell, amiss, evidence
FROM projections.survey;
COMMENT ON VIEW projections.surveys IS
    '培训需求调查：种类、开展与结束之日及进展。 / The surveys of training needs: of which kind, when opened and closed, and how far.';
COMMENT ON COLUMN projections.surveys.survey IS '调查编号 / the survey''s short id';
COMMENT ON COLUMN projections.surveys.survey_name IS '调查名称，未知则空 / what it is called, null where nobody said';
COMMENT ON COLUMN projections.surveys.kind IS '种类：census 普查、key_class 重点班次、standing 长期网上调查，未知则空 / of which kind, null where nobody said';
COMMENT ON COLUMN projections.surveys.training_class IS '所针对的班次，无则空 / the class that it is held for, null where for none';
COMMENT ON COLUMN projections.surveys.opened_on IS '开展之日，未登记则空 / the day of its opening, null before';
COMMENT ON COLUMN projections.surveys.closed_on IS '结束之日，未结束则空 / the day of its closing, null before';
COMMENT ON COLUMN projections.surveys.state IS '进展：not_opened 未登记开展、open 进行中、closed 已结束 / how far it is';
COMMENT ON COLUMN projections.surveys.min_cell IS '少于此数的不公布，政策未规定则空 / fewer answers than these are withheld, null where the policy does not say';
COMMENT ON COLUMN projections.surveys.amiss IS '答卷总体存在的问题代码 / the codes of what is amiss with its answers as a whole';
COMMENT ON COLUMN projections.surveys.evidence IS '所依据的记录 / the statements that opened and closed it';

CREATE OR REPLACE VIEW projections.survey_counts AS
SELECT survey, question, choice, count, total
FROM projections.survey_count;
COMMENT ON VIEW projections.survey_counts IS
    '已结束调查的公布结果：各问题各选项人数，人数过少的不公布。 / What is published of closed surveys: how many made each choice; a few are withheld.';
COMMENT ON COLUMN projections.survey_counts.survey IS '调查编号 / the survey''s short id';
COMMENT ON COLUMN projections.survey_counts.question IS '问题 / the question';
COMMENT ON COLUMN projections.survey_counts.choice IS '选项 / the choice';
COMMENT ON COLUMN projections.survey_counts.count IS '选择人数，不公布则空 / how many made it, null where withheld';
COMMENT ON COLUMN projections.survey_counts.total IS '该问题答卷数，有选项不公布的则空 / how many answered the question, null where one of its choices is withheld';

GRANT SELECT ON projections.surveys, projections.survey_counts TO lrs_report, lrs_service;
