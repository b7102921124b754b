-- A refusal says how many statements and errors the request had, and what was wrong with the request.
ALTER TABLE lrs.refusal
    ADD COLUMN message text,
    ADD COLUMN statements integer,
    ADD COLUMN errors integer;
