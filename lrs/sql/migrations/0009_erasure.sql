-- Only the owner of the log says that something was erased and that its key was changed.
CREATE OR REPLACE FUNCTION lrs.append(
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

    IF topics && ARRAY ['ClockAcknowledged', 'Erased', 'Blank', 'KeyRotated'] AND NOT pg_has_role(
        session_user, (SELECT relowner FROM pg_class WHERE oid = 'lrs.log'::regclass), 'MEMBER'
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'only the owner of the log answers for its clock, its key and what is erased';
    END IF;
    IF 'ClockAcknowledged' <> ALL (topics) AND clock < last_stored - interval '60 seconds'
        AND times IS NULL AND NOT lrs.is_acknowledged(clock, last_position, last_stored)
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
