-- Removes our views, which have another form now than those of views.sql. What others built on them is
-- not dropped with them: where there is such a thing, this fails and names it.

DO $$
DECLARE
    names text := (
        SELECT string_agg(format('projections.%I', relname), ', ') FROM pg_class
        WHERE relnamespace = 'projections'::regnamespace AND relkind = 'v'
    );
BEGIN
    IF names IS NOT NULL THEN
        EXECUTE 'DROP VIEW ' || names;
    END IF;
END $$;
