-- Removes the tables that were put aside. What others built on them is not dropped with them: where
-- there is such a thing, this fails and names it.

DO $$
DECLARE
    names text := (
        SELECT string_agg(format('projections.%I', relname), ', ') FROM pg_class
        WHERE relnamespace = 'projections'::regnamespace AND relkind = 'r'
        AND relname LIKE '% before'
    );
BEGIN
    IF names IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || names;
    END IF;
END $$;
