-- The service no longer inserts into the log: it appends through lrs.append, which acts as the owner,
-- and in no other way. A refused resend is no error of PostgreSQL's any more.

REVOKE INSERT ON lrs.log, lrs.posting, lrs.voiding, lrs.dangling FROM lrs_service;

DROP FUNCTION lrs.append;

-- Whether the owner has acknowledged that the log is ahead of this clock: since he did, every stored was
-- the one before it and a microsecond, so nothing has put the log further ahead; and the clock is not
-- more than a minute behind what it was then.
CREATE FUNCTION lrs.is_acknowledged(
    clock timestamptz, last_position bigint, last_stored timestamptz
) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM (
            SELECT notification_id, stored, state FROM lrs.log
            WHERE topic <> 'StatementRecorded' AND topic = 'ClockAcknowledged'
            ORDER BY notification_id DESC LIMIT 1
        ) a
        WHERE last_stored - a.stored = (last_position - a.notification_id) * interval '1 microsecond'
        AND clock >= (convert_from(a.state, 'UTF8')::jsonb ->> 'clock')::timestamptz
            - interval '60 seconds'
    )
$$;

-- Appends events with their index rows, all or none, in one round trip. It acts as the owner of the
-- log, and nobody else has the right to insert there: so whatever is appended is numbered, stamped and
-- checked here.
--
-- Ordinals count from 0 within the call. clock: now, by the caller's clock. times: NULL, or for a restore
-- one strictly increasing stored for each event. settled: the caller holds the lock already and has
-- dealt with references that waited for these ids.
-- Nothing is appended, and refused says why, where an event is there already ('taken'), and where
-- references wait for one of the ids and settled is false ('waiting'): both happen to harmless
-- requests, and an error would be written to the log of PostgreSQL each time.
-- Raises LRS01 when the clock is more than a minute behind the log and its owner has not acknowledged
-- that (docs/decisions/0014), LRS03 when a restored time does not come after the one before it or is so
-- far ahead of the clock that nothing could be appended after it, and insufficient_privilege when
-- another than the owner acknowledges.
CREATE FUNCTION lrs.append(
    clock timestamptz,
    times timestamptz[],
    ids uuid[],
    versions bigint[],
    topics text[],
    states bytea[],
    nonces bytea[],
    terms bigint[],
    term_ordinals int[],
    void_targets uuid[],
    void_ordinals int[],
    void_authorities text[],
    dangling_targets uuid[],
    dangling_ordinals int[],
    settled boolean
) RETURNS TABLE (first_position bigint, first_stored timestamptz, refused text)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_position bigint;
    last_stored timestamptz; -- both stay NULL on an empty log; greatest() and comparisons pass over NULL
    problem text;
BEGIN
    PERFORM FROM lrs.store FOR UPDATE;
    -- A query of its own, so that its snapshot is taken after the lock was got.
    SELECT notification_id, stored INTO last_position, last_stored
    FROM lrs.log ORDER BY notification_id DESC LIMIT 1;
    first_position := coalesce(last_position, 0) + 1;
    first_stored := greatest(clock, last_stored + interval '1 microsecond');

    IF 'ClockAcknowledged' = ANY (topics) THEN
        IF NOT pg_has_role(
            session_user, (SELECT relowner FROM pg_class WHERE oid = 'lrs.log'::regclass), 'MEMBER'
        ) THEN
            RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                MESSAGE = 'only the owner of the log acknowledges that the clock is behind it';
        END IF;
    ELSIF clock < last_stored - interval '60 seconds' AND times IS NULL
        AND NOT lrs.is_acknowledged(clock, last_position, last_stored)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'LRS01', MESSAGE = format(
            'the clock says %s but the log was last written at %s', clock, last_stored);
    END IF;
    IF times IS NOT NULL THEN
        first_stored := times[1];
        SELECT format('a restored time is %s, after %s, at %s by the clock', t.stored, t.previous, clock)
        INTO problem
        FROM (
            SELECT e.stored, lag(e.stored, 1, last_stored) OVER (ORDER BY e.ordinal) AS previous
            FROM unnest(times) WITH ORDINALITY AS e (stored, ordinal)
        ) t
        WHERE t.stored IS NULL OR t.stored <= t.previous OR t.stored > clock + interval '60 seconds'
        LIMIT 1;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'LRS03', MESSAGE = problem;
        END IF;
    END IF;
    IF NOT settled AND EXISTS (SELECT FROM lrs.dangling WHERE target = ANY (ids)) THEN
        refused := 'waiting';
        RETURN NEXT;
        RETURN;
    END IF;

    BEGIN
        INSERT INTO lrs.log
            (notification_id, originator_id, originator_version, topic, state, nonce, stored)
        SELECT first_position + e.ordinal - 1, e.id, e.version, e.topic, e.state, e.nonce,
               coalesce(times[e.ordinal], first_stored + (e.ordinal - 1) * interval '1 microsecond')
        FROM unnest(ids, versions, topics, states, nonces)
            WITH ORDINALITY AS e (id, version, topic, state, nonce, ordinal);
    EXCEPTION WHEN unique_violation THEN
        refused := 'taken';
        RETURN NEXT;
        RETURN;
    END;

    INSERT INTO lrs.posting (term, position)
    SELECT t.term, first_position + t.ordinal FROM unnest(terms, term_ordinals) AS t (term, ordinal);

    IF cardinality(void_targets) > 0 THEN
        INSERT INTO lrs.voiding (position, target, authority)
        SELECT first_position + v.ordinal, v.target, v.authority
        FROM unnest(void_targets, void_ordinals, void_authorities) AS v (target, ordinal, authority);
    END IF;
    IF cardinality(dangling_targets) > 0 THEN
        INSERT INTO lrs.dangling (target, position)
        SELECT d.target, first_position + d.ordinal
        FROM unnest(dangling_targets, dangling_ordinals) AS d (target, ordinal);
    END IF;

    PERFORM pg_notify('lrs_log', '');
    RETURN NEXT;
END
$$;

-- Indexes statements that are in the log already by the terms of what has just come, and lets those
-- wait on whose chain of references still has no end. Acts as the owner, like lrs.append.
CREATE FUNCTION lrs.index_late(
    terms bigint[], term_positions bigint[], targets uuid[], target_positions bigint[]
) RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO lrs.posting (term, position)
    SELECT late.term, late.position FROM unnest(terms, term_positions) AS late (term, position)
    ON CONFLICT DO NOTHING;
    INSERT INTO lrs.dangling (target, position)
    SELECT late.target, late.position FROM unnest(targets, target_positions) AS late (target, position)
    ON CONFLICT DO NOTHING;
$$;

REVOKE ALL ON FUNCTION lrs.append, lrs.index_late, lrs.is_acknowledged FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lrs.append, lrs.index_late TO lrs_service;
