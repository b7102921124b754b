-- The first report of each kind on a half-year that an institution filed on all of its classes
-- (A4-7(3)).
CREATE TABLE institution_report (
    institution  text COLLATE "C" NOT NULL,
    kind         text NOT NULL,
    half         text NOT NULL,
    filed_on     date NOT NULL,
    statement_id uuid NOT NULL
);

GRANT SELECT ON institution_report TO lrs_service;
