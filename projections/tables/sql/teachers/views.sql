CREATE OR REPLACE VIEW projections.teachers AS
SELECT
    teacher, year, name, unit, kind, pooled_on, trim_scale(days) AS days,
    trim_scale(required) AS required, met, evidence
FROM projections.teacher_year;
COMMENT ON VIEW projections.teachers IS
    '师资库：各年度末（当年为当日）在库教师及其参加培训天数。 / The pool of teachers: who is in it at the end of each year, or by now, and the days of his own training.';
COMMENT ON COLUMN projections.teachers.teacher IS '师资库中的教师编号 / the teacher''s short id in the pool';
COMMENT ON COLUMN projections.teachers.year IS '学分年度 / credit year';
COMMENT ON COLUMN projections.teachers.name IS '姓名，未知则空 / the name, null where nobody stated one';
COMMENT ON COLUMN projections.teachers.unit IS '所在培训机构，未知则空 / the school, null where nobody said';
COMMENT ON COLUMN projections.teachers.kind IS '类别：full_time 专职、part_time 兼职、invited 特邀 / how the teacher stands to the school';
COMMENT ON COLUMN projections.teachers.pooled_on IS '入库（或变更类别）之日 / since when';
COMMENT ON COLUMN projections.teachers.days IS '当年参加培训天数（精确小数） / days of own training in the year, exact';
COMMENT ON COLUMN projections.teachers.required IS '应达到的天数，不作要求则空 / the days that are asked, null where none are';
COMMENT ON COLUMN projections.teachers.met IS '是否达到，不作要求则空 / whether they are reached, null where none are asked';
COMMENT ON COLUMN projections.teachers.evidence IS '所依据的记录 / the statements that it rests on';

GRANT SELECT ON projections.teachers TO lrs_report, lrs_service;
