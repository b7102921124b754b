CREATE OR REPLACE VIEW projections.class_problems AS
SELECT class_id, book_list, expected, submitted, routed, answered, adopted
FROM projections.class_duty;
COMMENT ON VIEW projections.class_problems IS
    '班次问题培训：各班应提交、已提交、已转送、已解答与列为课题的问题数，以及书目发放情况。 / The problems of each class, from the question to the answer, and whether its books were given in time.';
COMMENT ON COLUMN projections.class_problems.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.class_problems.book_list IS '书目：on_first_day 首日发放、late 逾期、missing 未发、not_applicable 不要求 / whether the books were given on the first day';
COMMENT ON COLUMN projections.class_problems.expected IS '学员应提交的问题数，不要求则空 / how many the trainees are to hand in, null where none are asked';
COMMENT ON COLUMN projections.class_problems.submitted IS '已提交 / how many were handed in';
COMMENT ON COLUMN projections.class_problems.routed IS '已转送教学处室 / how many went to a teaching office';
COMMENT ON COLUMN projections.class_problems.answered IS '已解答 / how many were answered';
COMMENT ON COLUMN projections.class_problems.adopted IS '列为研究课题 / how many became a subject of research';

CREATE OR REPLACE VIEW projections.class_learning AS
SELECT
    class_id, cadre, owes, tests, passed, elective, choice, books, intensive, speed, broad_base,
    live_module, forums, evidence
FROM projections.class_trainee;
COMMENT ON VIEW projections.class_learning IS
    '班内学习：每名学员在班期间的测试、自选课程、读书会、板块课程与论坛。 / Learning within classes: of each trainee his tests, elective, books and readings, courses by block, and forums.';
COMMENT ON COLUMN projections.class_learning.class_id IS '班次编号 / the class';
COMMENT ON COLUMN projections.class_learning.cadre IS '干部编号 / the cadre''s id in the register';
COMMENT ON COLUMN projections.class_learning.owes IS '尚欠的问题种类：theory 理论、practice 实践 / the kinds of problems that he still owes';
COMMENT ON COLUMN projections.class_learning.tests IS '参加测试次数 / how many tests he took';
COMMENT ON COLUMN projections.class_learning.passed IS '合格次数 / how many of these he passed';
COMMENT ON COLUMN projections.class_learning.elective IS '自选课程：chosen 已选、missing 未选、not_applicable 不要求 / whether he chose an elective';
COMMENT ON COLUMN projections.class_learning.choice IS '所选课程，未选则空 / which one, null where he chose none';
COMMENT ON COLUMN projections.class_learning.books IS '从书目中选读的书 / the books that he chose from a list of the class';
COMMENT ON COLUMN projections.class_learning.intensive IS '精读会：done 已参加、missing 未参加、not_applicable 不要求 / whether he attended an intensive reading';
COMMENT ON COLUMN projections.class_learning.speed IS '分组速读会（人数合规）：done、missing、not_applicable / whether he attended a speed reading of the right size';
COMMENT ON COLUMN projections.class_learning.broad_base IS '已合格的宽基础课程 / the courses of the broad base that he passed';
COMMENT ON COLUMN projections.class_learning.live_module IS '已合格的活模块课程 / the courses of live modules that he passed';
COMMENT ON COLUMN projections.class_learning.forums IS '参加论坛、讲坛次数 / how many forums and lectures he attended';
COMMENT ON COLUMN projections.class_learning.evidence IS '所依据的记录 / the statements that it rests on';

GRANT SELECT ON projections.class_problems, projections.class_learning TO lrs_report, lrs_service;
