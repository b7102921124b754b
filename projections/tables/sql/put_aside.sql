-- Takes their names from the tables that are there, with those of their keys and indices. Views go on
-- showing them until they are made to show the new ones.

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT t.relname AS of, c.conname AS name FROM pg_constraint c
        JOIN pg_class t ON t.oid = c.conrelid
        WHERE t.relnamespace = 'projections'::regnamespace AND c.contype IN ('p', 'u')
    LOOP
        EXECUTE format('ALTER TABLE projections.%I DROP CONSTRAINT %I', found.of, found.name);
    END LOOP;
    FOR found IN
        SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'projections'::regnamespace AND relkind = 'i'
    LOOP
        EXECUTE format('DROP INDEX projections.%I', found.name);
    END LOOP;
    FOR found IN
        SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'projections'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE projections.%I RENAME TO %I', found.name, found.name || ' before');
    END LOOP;
END $$;
