-- The whole of schema lrs as it stands; migrations/ builds the same database step by step.
-- What may never change is docs/decisions/0001-event-bytes.md. lrs.log, lrs.secret and lrs.content with
-- its uses are kept; everything else is derived from the log.

CREATE SCHEMA lrs;
GRANT USAGE ON SCHEMA lrs TO lrs_service, lrs_projector;

-- One row, never updated. Its row lock is the right to append; its key makes index terms unguessable.
CREATE TABLE lrs.store (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    term_key bytea NOT NULL DEFAULT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid(), 'UTF8'))
);
INSERT INTO lrs.store DEFAULT VALUES;

-- The log: one immutable row an event. notification_id is the position: 1, 2, 3, ... in commit order.
CREATE TABLE lrs.log (
    notification_id    bigint      PRIMARY KEY,
    originator_id      uuid        NOT NULL,
    originator_version bigint      NOT NULL,
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    nonce              bytea       NOT NULL CHECK (octet_length(nonce) = 16),
    stored             timestamptz NOT NULL,
    CONSTRAINT log_originator UNIQUE (originator_id, originator_version)
) WITH (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE lrs.log ALTER COLUMN state SET STORAGE EXTERNAL;
CREATE INDEX log_other_topics ON lrs.log (topic, notification_id) WHERE topic <> 'StatementRecorded';

-- The query index: one row for each term of a statement (lrs/event/terms.py).
CREATE TABLE lrs.posting (
    term     bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (term, position)
) WITH (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0.05);

-- Which statement each voiding statement aims at. authority NULL: it may void anybody's statements.
CREATE TABLE lrs.voiding (
    position  bigint PRIMARY KEY,
    target    uuid   NOT NULL,
    authority text
);
CREATE INDEX voiding_target ON lrs.voiding (target);

-- StatementRefs whose chain ends at a statement that had not arrived when they did.
CREATE TABLE lrs.dangling (
    target   uuid   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (target, position)
);

-- Bytes of documents and attachments, by their SHA-256. Unlike the log they may be deleted, when no
-- use is left (docs/decisions/0005).
CREATE TABLE lrs.content (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    bytes  bytea NOT NULL
);
ALTER TABLE lrs.content ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The events of the log that content belongs to. digest_key: of a document's digest, NULL for an
-- attachment.
CREATE TABLE lrs.content_use (
    position   bigint NOT NULL,
    sha256     bytea  NOT NULL REFERENCES lrs.content,
    digest_key bytea  CHECK (octet_length(digest_key) = 32),
    PRIMARY KEY (position, sha256)
);
CREATE INDEX content_use_sha256 ON lrs.content_use (sha256);

-- The current version of each document: the position of its last DocumentStored. scope stands for what
-- documents are listed by: resource, activity and agent.
CREATE TABLE lrs.document (
    id           uuid   PRIMARY KEY,
    scope        uuid   NOT NULL,
    registration uuid,
    name         text   NOT NULL,
    position     bigint NOT NULL
);
CREATE INDEX document_scope ON lrs.document (scope);
CREATE INDEX document_position ON lrs.document (position);

-- SHA-256 of each credential's secret. What a credential may do stands in the log.
CREATE TABLE lrs.secret (
    key    text  PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32)
);

-- What reached the store and not the log, told to who sent it. No answer depends on it.

-- Requests that were refused lately: the last few of each credential, without content.
CREATE TABLE lrs.refusal (
    number       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    credential   text        NOT NULL,
    at           timestamptz NOT NULL,
    status       integer     NOT NULL,
    code         text        NOT NULL,
    ordinal      integer,
    statement_id uuid,
    path         text,
    expected     text,
    message      text,
    statements   integer,
    errors       integer
);
CREATE INDEX refusal_credential ON lrs.refusal (credential, number);

-- In each hour of each credential, the requests that were refused, the statements that came again and
-- the sign-ins that failed; the empty credential stands for all keys that are of none.
CREATE TABLE lrs.unlogged (
    credential text        NOT NULL,
    hour       timestamptz NOT NULL,
    refused    bigint      NOT NULL DEFAULT 0,
    resent     bigint      NOT NULL DEFAULT 0,
    denied     bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (credential, hour)
);

-- The Merkle tree over the log (docs/decisions/0029): hashes alone, all derived from the log. A row is a
-- tile of c2sp.org/tlog-tiles, whole or as far as it goes.
CREATE TABLE lrs.tile (
    level  smallint NOT NULL CHECK (level BETWEEN 0 AND 63),
    index  bigint   NOT NULL CHECK (index >= 0),
    hashes bytea    NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, index)
);
ALTER TABLE lrs.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- The signed heads of the log, each a note of c2sp.org/tlog-checkpoint.
CREATE TABLE lrs.checkpoint (
    size   bigint      PRIMARY KEY CHECK (size > 0),
    note   text        NOT NULL,
    signed timestamptz NOT NULL DEFAULT now()
);

-- The cosignatures of checkpoints by witnesses, a signature line each.
CREATE TABLE lrs.cosignature (
    size    bigint NOT NULL,
    witness text   NOT NULL,
    line    text   NOT NULL,
    PRIMARY KEY (size, witness)
);

-- Nobody inserts into the log and its index but lrs.append and lrs.index_late, which act as the owner.
GRANT SELECT ON lrs.log, lrs.posting, lrs.voiding, lrs.dangling TO lrs_service;
GRANT SELECT, INSERT ON lrs.secret TO lrs_service;
GRANT SELECT, INSERT, DELETE ON lrs.content, lrs.content_use TO lrs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON lrs.document TO lrs_service;
GRANT SELECT, INSERT, DELETE ON lrs.refusal TO lrs_service;
GRANT SELECT, INSERT, UPDATE ON lrs.unlogged TO lrs_service;
-- FOR UPDATE wants the right to update a column. This one can only ever be true.
GRANT SELECT, UPDATE (only_row) ON lrs.store TO lrs_service;
GRANT SELECT ON lrs.log, lrs.posting, lrs.voiding, lrs.store TO lrs_projector;

GRANT USAGE ON SCHEMA lrs TO lrs_sequencer;
GRANT SELECT ON lrs.log TO lrs_sequencer;
GRANT SELECT, INSERT, UPDATE (hashes) ON lrs.tile TO lrs_sequencer;
GRANT SELECT, INSERT ON lrs.checkpoint, lrs.cosignature TO lrs_sequencer;
GRANT SELECT ON lrs.tile, lrs.checkpoint, lrs.cosignature TO lrs_service;

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
-- another than the owner appends what he alone answers for.
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

-- The last position whose stored is not after the instant; 0 when there is none. stored grows with the
-- position and positions have no gaps, so a binary search needs no index of its own.
CREATE FUNCTION lrs.position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    low bigint := 0;
    high bigint := coalesce((SELECT max(notification_id) FROM lrs.log), 0);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT stored FROM lrs.log WHERE notification_id = middle) <= instant THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

REVOKE ALL ON FUNCTION lrs.append, lrs.index_late, lrs.is_acknowledged, lrs.position_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lrs.append, lrs.index_late TO lrs_service;
GRANT EXECUTE ON FUNCTION lrs.position_at TO lrs_service, lrs_projector;

-- Projections are a cache of what the log means: the projector makes and remakes its tables there.
CREATE SCHEMA projections;
GRANT USAGE, CREATE ON SCHEMA projections TO lrs_projector;
GRANT USAGE ON SCHEMA projections TO lrs_service, lrs_report;

-- A new version of a projection is folded here, while the old one answers.
CREATE SCHEMA projections_next;
GRANT USAGE, CREATE ON SCHEMA projections_next TO lrs_projector;

-- Views of analysts' own: the role that reads the projections may make them here, and nowhere else.
CREATE SCHEMA lrs_analysts;
GRANT USAGE, CREATE ON SCHEMA lrs_analysts TO lrs_report;

-- All tables of the projections are folded here to be tried: by the rules of another release, or by a policy
-- that nobody published (docs/decisions/0033).
CREATE SCHEMA projections_trial;
GRANT USAGE, CREATE ON SCHEMA projections_trial TO lrs_projector;
GRANT USAGE ON SCHEMA projections_trial TO lrs_service;

-- What a rebuild found: rows of a key that stood in a table and were not those that the log makes.
CREATE TABLE lrs.table_difference (
    found      timestamptz NOT NULL DEFAULT clock_timestamp(),
    position   bigint      NOT NULL,
    projection text        NOT NULL,
    name       text        NOT NULL,
    key        text,
    stood      jsonb       NOT NULL,
    rebuilt    jsonb       NOT NULL
);
CREATE INDEX table_difference_found ON lrs.table_difference (found);
GRANT SELECT, INSERT ON lrs.table_difference TO lrs_projector;
GRANT SELECT ON lrs.table_difference TO lrs_service;

-- Who is signed in to the pages: a session is known by the SHA-256 of its cookie alone, and a
-- sign-in link by that of its token. Neither is part of the log.
CREATE TABLE lrs.session (
    sha256     bytea       PRIMARY KEY,
    credential text        NOT NULL,
    began      timestamptz NOT NULL,
    seen       timestamptz NOT NULL
);
CREATE INDEX session_seen ON lrs.session (seen);

CREATE TABLE lrs.sign_in_link (
    sha256     bytea       PRIMARY KEY,
    credential text        NOT NULL,
    until      timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON lrs.session, lrs.sign_in_link TO lrs_service;

-- Who audits reads what there is, but for secrets and sessions, and changes nothing; also tables that
-- are yet to be made of projections.
GRANT USAGE ON SCHEMA lrs, projections, projections_trial TO lrs_auditor;
GRANT SELECT ON
    lrs.store, lrs.log, lrs.posting, lrs.voiding, lrs.dangling, lrs.content, lrs.content_use, lrs.document,
    lrs.refusal, lrs.unlogged, lrs.tile, lrs.checkpoint, lrs.cosignature, lrs.table_difference
TO lrs_auditor;
GRANT EXECUTE ON FUNCTION lrs.position_at TO lrs_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA projections, projections_next, projections_trial TO lrs_auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE lrs_projector IN SCHEMA projections, projections_next, projections_trial
GRANT SELECT ON TABLES TO lrs_auditor;
