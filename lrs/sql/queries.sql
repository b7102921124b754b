-- The queries of package lrs, read by lrs/postgres/queries.py. What stands in braces is filled in by
-- lrs/search/statement_finder.py from other queries of this file.

-- append: Append events with their index rows, all or none, in one round trip.
SELECT first_position, first_stored, refused FROM lrs.append(
    %b, %b::timestamptz[], %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)

-- lock_log: Take the right to append, until the transaction ends.
SELECT FROM lrs.store FOR UPDATE

-- term_key: The key under which this store hashes the terms of its index.
SELECT term_key FROM lrs.store

-- statement_states: The states of those of these statements that are in the log.
SELECT originator_id, state FROM lrs.log
WHERE originator_id = ANY (%s) AND topic = 'StatementRecorded'

-- known: Which of these statements are in the log.
SELECT originator_id FROM lrs.log
WHERE originator_id = ANY (%s) AND topic = 'StatementRecorded'

-- taken: Which of these ids are in the log, with the topic and state of their first event.
SELECT originator_id, topic, state FROM lrs.log
WHERE originator_id = ANY (%s) AND originator_version = 1

-- waiting_references: The references that wait for one of these statements, with their positions.
SELECT DISTINCT l.originator_id, d.position
FROM lrs.dangling d JOIN lrs.log l ON l.notification_id = d.position
WHERE d.target = ANY (%s)

-- waiting_for: How many references wait for each of these statements.
SELECT target, count(*) FROM lrs.dangling WHERE target = ANY (%s) GROUP BY target

-- index_late: Index statements that are in the log already by further terms, and let references wait
-- for the next statement of their chain.
SELECT lrs.index_late(%b, %b, %b, %b)

-- is_acknowledged: Whether the owner let a log that is ahead of a clock go on.
SELECT lrs.is_acknowledged(%s, %s, %s) AS acknowledged

-- head: The last position of the log; 0 when it is empty.
SELECT coalesce(max(notification_id), 0) FROM lrs.log

-- last_stored: When the log last grew; no row when it is empty.
SELECT stored FROM lrs.log ORDER BY notification_id DESC LIMIT 1

-- is_quiet: Whether nobody is appending at this moment, in whatever process: whoever does has a
-- transaction id, and a lock on it, or waits for the lock of the log.
SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype IN ('transactionid', 'tuple'))

-- position_at: The last position whose stored is not after an instant; 0 when there is none.
SELECT lrs.position_at(%s)

-- stored_at: When the event at a position was stored.
SELECT stored FROM lrs.log WHERE notification_id = %s

-- statements_after: Statements in order of position, after one and up to another.
SELECT notification_id, originator_id, stored, state FROM lrs.log
WHERE notification_id > %s AND notification_id <= %s AND topic = 'StatementRecorded'
ORDER BY notification_id LIMIT %s

-- statements_at: Statements at some positions, in their order.
SELECT notification_id, originator_id, stored, state FROM lrs.log
WHERE notification_id = ANY (%s::bigint[]) AND topic = 'StatementRecorded'
ORDER BY notification_id

-- statements_of_terms: Statements that have one of these terms, in order of position. Each is looked up: of a join
-- the planner would sooner go through all of the log, for the acts of 200 cadres.
SELECT notification_id, originator_id, stored, state FROM lrs.log
WHERE notification_id = ANY (ARRAY(
    SELECT position FROM lrs.posting WHERE term = ANY (%s) AND position > %s AND position <= %s
))
ORDER BY notification_id

-- first_statements_of_terms: Of each of these terms the first statements, in order of position.
SELECT l.notification_id, l.originator_id, l.stored, l.state
FROM (
    SELECT DISTINCT first.position
    FROM unnest(%s::bigint[]) AS wanted (term)
    CROSS JOIN LATERAL (
        SELECT p.position FROM lrs.posting p
        WHERE p.term = wanted.term AND p.position <= %s ORDER BY p.position LIMIT %s
    ) first
) p
JOIN lrs.log l ON l.notification_id = p.position
ORDER BY l.notification_id

-- first_of_terms: The first position of a statement that has one of these terms; 0 without any.
SELECT coalesce(min(position), 0) FROM lrs.posting WHERE term = ANY (%s) AND position <= %s

-- has_terms: Whether any statement has one of these terms.
SELECT EXISTS (SELECT FROM lrs.posting WHERE term = ANY (%s))

-- statements_of_ids: Those of these statements that stand at or before a position, in its order.
SELECT notification_id, originator_id, stored, state FROM lrs.log
WHERE originator_id = ANY (%s) AND notification_id <= %s AND topic = 'StatementRecorded'
ORDER BY notification_id

-- stored_of: When the events at some positions were stored.
SELECT notification_id, stored FROM lrs.log WHERE notification_id = ANY (%s)

-- credentials_after: Changes of credentials in order of position, after one and up to another.
-- The first condition on the topic lets the planner use the small index log_other_topics.
SELECT notification_id, originator_id, originator_version, state FROM lrs.log
WHERE topic <> 'StatementRecorded' AND topic = 'CredentialChanged'
AND notification_id > %s AND notification_id <= %s
ORDER BY notification_id

-- credentials_added: The first events of these credentials.
SELECT originator_id, originator_version, state FROM lrs.log
WHERE originator_id = ANY (%s) AND originator_version = 1 AND topic = 'CredentialChanged'

-- events_of: All events of one originator.
SELECT originator_version, state FROM lrs.log WHERE originator_id = %s ORDER BY originator_version

-- add_secret: Keep the hash of a new credential's secret.
INSERT INTO lrs.secret (key, sha256) VALUES (%s, %s)

-- has_secret: Whether a credential has a secret.
SELECT FROM lrs.secret WHERE key = %s

-- secrets: The hashes of all secrets.
SELECT key, sha256 FROM lrs.secret

-- found: What an answer needs of the statements of a source, which is one of the next two queries.
SELECT l.notification_id, l.originator_id, l.stored, l.state,
    EXISTS (SELECT FROM lrs.voiding v WHERE v.position = l.notification_id),
    ARRAY (SELECT coalesce(v.authority, '') FROM lrs.voiding v WHERE v.target = l.originator_id)
FROM {source}

-- one_statement: The statement of an id.
lrs.log l WHERE l.originator_id = %s AND l.topic = 'StatementRecorded'

-- page: The statements at some positions, in their order, until they have so many bytes together.
-- The bytes are counted without being read.
(
    SELECT l.*, sum(octet_length(l.state)) OVER (
        ORDER BY p.position {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
    FROM ({positions}) p JOIN lrs.log l ON l.notification_id = p.position
) l WHERE l.before IS NULL OR l.before < %s ORDER BY l.notification_id {order}

-- positions: The next positions of the log.
SELECT notification_id AS position FROM lrs.log
WHERE topic = 'StatementRecorded' AND notification_id > %s AND notification_id <= %s
ORDER BY notification_id {order} LIMIT %s

-- positions_of_all: The next positions that have every term; terms are joined by USING (position).
SELECT position FROM {terms} ORDER BY position {order} LIMIT %s

-- term: The positions of one term between two bounds, which the planner does not pass on by itself.
(SELECT position FROM lrs.posting WHERE term = %s AND position > %s AND position <= %s) {alias}

-- positions_of_any: The next positions that one of several such queries gives.
SELECT position FROM ({alternatives}) a ORDER BY position {order} LIMIT %s

-- document: The last version of an originator, and the current document where there is one.
SELECT
    (SELECT coalesce(max(originator_version), 0) FROM lrs.log WHERE originator_id = %(id)s),
    d.stored, d.originator_version, d.state, d.bytes
FROM (SELECT) one LEFT JOIN (
    SELECT l.stored, l.originator_version, l.state, c.bytes
    FROM lrs.document i
    JOIN lrs.log l ON l.notification_id = i.position
    LEFT JOIN lrs.content_use u ON u.position = i.position
    LEFT JOIN lrs.content c USING (sha256)
    WHERE i.id = %(id)s
) d ON true

-- documents_of_scope: The documents that are listed together, in the order of their ids.
SELECT i.name, l.stored, l.originator_version, i.registration
FROM lrs.document i JOIN lrs.log l ON l.notification_id = i.position
WHERE i.scope = %s AND (%s::uuid IS NULL OR i.registration = %s)
ORDER BY i.name, i.id

-- add_content: Keep bytes under their SHA-256.
INSERT INTO lrs.content (sha256, bytes) VALUES (%b, %b) ON CONFLICT DO NOTHING

-- use_content: Say which event content belongs to.
INSERT INTO lrs.content_use (position, sha256, digest_key) VALUES (%s, %b, %b)

-- use_content_late: Say that a statement that is in the log already uses content, too.
INSERT INTO lrs.content_use (position, sha256)
SELECT notification_id, %b FROM lrs.log WHERE originator_id = %b AND topic = 'StatementRecorded'
ON CONFLICT DO NOTHING

-- files: The sizes of the files that came with statements, by position.
SELECT u.position, u.sha256, octet_length(c.bytes)
FROM lrs.content_use u JOIN lrs.content c USING (sha256)
WHERE u.position = ANY (%s)

-- contents: Bytes by their SHA-256.
SELECT sha256, bytes FROM lrs.content WHERE sha256 = ANY (%s)

-- set_document: Make an event the current version of its document.
INSERT INTO lrs.document (id, scope, registration, name, position) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET position = excluded.position

-- drop_documents: Forget the current versions of deleted documents.
DELETE FROM lrs.document WHERE id = ANY (%s)

-- document_events: What happened to a document after a version, with what is kept of its content.
SELECT l.notification_id, l.stored, l.originator_version, l.topic, l.state, u.digest_key
FROM lrs.log l LEFT JOIN lrs.content_use u ON u.position = l.notification_id
WHERE l.originator_id = %s AND l.originator_version > %s
AND l.topic IN ('DocumentStored', 'DocumentDeleted')
ORDER BY l.originator_version LIMIT %s

-- document_content: The content that an event stored, while it is kept.
SELECT c.bytes FROM lrs.content_use u JOIN lrs.content c USING (sha256)
JOIN lrs.log l ON l.notification_id = u.position
WHERE u.position = %s AND l.topic = 'DocumentStored'

-- document_index: What lrs.document holds.
SELECT id, scope, registration, name, position FROM lrs.document ORDER BY id

-- last_document_events: The last event of each document.
SELECT DISTINCT ON (originator_id)
    originator_id, originator_version, notification_id, topic, state
FROM lrs.log WHERE topic <> 'StatementRecorded' AND topic IN ('DocumentStored', 'DocumentDeleted')
ORDER BY originator_id, originator_version DESC

-- expired_uses: Some uses of content by versions of a resource's documents that were replaced or
-- deleted before an instant.
SELECT u.position FROM lrs.content_use u
JOIN lrs.log l ON l.notification_id = u.position
JOIN lrs.log n ON n.originator_id = l.originator_id
    AND n.originator_version = l.originator_version + 1
WHERE l.topic = 'DocumentStored' AND n.stored < %s AND u.position > %s
AND convert_from(l.state, 'UTF8')::jsonb -> 'document' ->> 'resource' = %s
AND NOT EXISTS (SELECT FROM lrs.document i WHERE i.position = u.position)
ORDER BY u.position LIMIT %s

-- end_uses: Take content from events; tells which content.
DELETE FROM lrs.content_use WHERE position = ANY (%s) RETURNING sha256

-- unused: Some content that nothing uses, in the order of its SHA-256.
SELECT sha256 FROM lrs.content c
WHERE sha256 > %s AND NOT EXISTS (SELECT FROM lrs.content_use u WHERE u.sha256 = c.sha256)
ORDER BY sha256 LIMIT %s

-- drop_unused: Delete those of these contents that nothing uses.
DELETE FROM lrs.content c WHERE sha256 = ANY (%s)
AND NOT EXISTS (SELECT FROM lrs.content_use u WHERE u.sha256 = c.sha256)
RETURNING octet_length(bytes)

-- add_refusal: Tell of a refused request, in the place of the oldest when there are too many.
WITH counted AS (
    INSERT INTO lrs.unlogged AS old (credential, hour, refused)
    VALUES (%(credential)s, date_trunc('hour', %(at)s, 'UTC'), 1)
    ON CONFLICT (credential, hour) DO UPDATE SET refused = old.refused + 1
), gone AS (
    DELETE FROM lrs.refusal WHERE number IN (
        SELECT number FROM lrs.refusal WHERE credential = %(credential)s
        ORDER BY number DESC OFFSET %(most)s - 1
    )
)
INSERT INTO lrs.refusal (
    credential, at, status, code, ordinal, statement_id, path, expected, message, statements, errors
) VALUES (
    %(credential)s, %(at)s, %(status)s, %(code)s, %(ordinal)s, %(statement_id)s, %(path)s,
    %(expected)s, %(message)s, %(statements)s, %(errors)s
)

-- refusals: The refused requests of a credential before one, the newest first.
SELECT number, at, status, code, ordinal, statement_id, path, expected, message, statements, errors
FROM lrs.refusal
WHERE credential = %s AND number < %s ORDER BY number DESC LIMIT %s

-- add_resent: Count statements that came again.
INSERT INTO lrs.unlogged AS old (credential, hour, resent)
VALUES (%s, date_trunc('hour', %s::timestamptz, 'UTC'), %s)
ON CONFLICT (credential, hour) DO UPDATE SET resent = old.resent + excluded.resent

-- add_denied: Count sign-ins that failed.
INSERT INTO lrs.unlogged AS old (credential, hour, denied)
VALUES (%s, date_trunc('hour', %s::timestamptz, 'UTC'), %s)
ON CONFLICT (credential, hour) DO UPDATE SET denied = old.denied + excluded.denied

-- denied: The hours since one in which sign-ins failed, the latest first.
SELECT credential, hour, denied FROM lrs.unlogged WHERE denied > 0 AND hour >= %s
ORDER BY hour DESC, credential

-- denied_before: The next hours in which sign-ins failed, the latest first, in an hour by credential; of one
-- credential (null: of all).
SELECT credential, hour, denied FROM lrs.unlogged
WHERE denied > 0 AND (%(key)s::text IS NULL OR credential = %(key)s)
AND (hour < %(hour)s OR (hour = %(hour)s AND credential COLLATE "C" > %(credential)s))
ORDER BY hour DESC, credential COLLATE "C" LIMIT %(limit)s

-- unlogged: What of a credential reached the store and not the log in some hours.
SELECT coalesce(sum(refused), 0)::bigint, coalesce(sum(resent), 0)::bigint,
    coalesce(sum(denied), 0)::bigint
FROM lrs.unlogged
WHERE credential = %s AND hour >= %s AND hour < %s

-- refused_since: How many requests of each credential were refused since an hour, the most first.
SELECT credential, sum(refused)::bigint FROM lrs.unlogged WHERE hour >= %s
GROUP BY credential HAVING sum(refused) > 0 ORDER BY 2 DESC, 1

-- tile: The hashes of a tile, as far as it goes.
SELECT hashes FROM lrs.tile WHERE level = %s AND index = %s

-- put_tile: Stores a tile; one that is there may only grow.
INSERT INTO lrs.tile AS t (level, index, hashes) VALUES (%s, %s, %s)
ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
WHERE substr(excluded.hashes, 1, octet_length(t.hashes)) = t.hashes
RETURNING level

-- last_checkpoint: The note of the largest checkpoint, with its cosignatures.
SELECT note || coalesce(
    (SELECT string_agg(line, '' ORDER BY witness) FROM lrs.cosignature c WHERE c.size = p.size), ''
)
FROM lrs.checkpoint p ORDER BY size DESC LIMIT 1

-- first_checkpoint_over: The note of the smallest checkpoint over a position, without cosignatures.
SELECT note FROM lrs.checkpoint WHERE size >= %s ORDER BY size LIMIT 1

-- signed_at: When a checkpoint was signed.
SELECT signed FROM lrs.checkpoint WHERE size = %s

-- last_cosigned: The note of the largest checkpoint that some witness cosigned.
SELECT note || (
    SELECT string_agg(line, '' ORDER BY witness) FROM lrs.cosignature c WHERE c.size = p.size
)
FROM lrs.checkpoint p WHERE size = (SELECT max(size) FROM lrs.cosignature)

-- put_cosignature: Stores the cosignature of a checkpoint by a witness.
INSERT INTO lrs.cosignature (size, witness, line) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING

-- put_checkpoint: Stores a signed checkpoint.
INSERT INTO lrs.checkpoint (size, note) VALUES (%s, %s)

-- events_after: Events in the order of the log, after a position and up to another, some at a time.
SELECT notification_id, originator_id, originator_version, topic, state, nonce, stored FROM lrs.log
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s

-- event_of_statement: The event by which a statement was recorded.
SELECT notification_id, originator_id, originator_version, topic, state, nonce, stored FROM lrs.log
WHERE originator_id = %s AND topic = 'StatementRecorded'

-- to_erase: The events at some positions, for the owner to erase.
SELECT notification_id, originator_id, originator_version, topic, nonce, state FROM lrs.log
WHERE notification_id = ANY (%s) ORDER BY notification_id

-- blank: Leaves a blank where an event was.
UPDATE lrs.log SET topic = 'Blank', state = %b, nonce = %b WHERE notification_id = %s

-- unpost: Takes events out of the query index.
DELETE FROM lrs.posting WHERE position = ANY (%s)

-- unvoid: Takes away what events aimed at.
DELETE FROM lrs.voiding WHERE position = ANY (%s)

-- undangle: Takes away what events waited for.
DELETE FROM lrs.dangling WHERE position = ANY (%s)

-- unlist: Forgets current documents that events stored.
DELETE FROM lrs.document WHERE position = ANY (%s)

-- last_erased: The position of the last erasure after one and up to another; 0 when there is none.
SELECT coalesce(max(notification_id), 0) FROM lrs.log
WHERE topic <> 'StatementRecorded' AND topic = 'Erased'
AND notification_id > %s AND notification_id <= %s

-- documents_after: Events of documents in the order of the log, after a position, some at a time.
SELECT notification_id, originator_id, originator_version, topic, state FROM lrs.log
WHERE topic <> 'StatementRecorded' AND topic IN ('DocumentStored', 'DocumentDeleted')
AND notification_id > %s ORDER BY notification_id LIMIT %s

-- owned_bytes: The bytes of documents and attachments that nothing but some events uses.
SELECT coalesce(sum(octet_length(bytes)), 0)::bigint FROM lrs.content c
WHERE EXISTS (SELECT FROM lrs.content_use u WHERE u.sha256 = c.sha256 AND u.position = ANY (%(positions)s))
AND NOT EXISTS (
    SELECT FROM lrs.content_use u WHERE u.sha256 = c.sha256 AND u.position <> ALL (%(positions)s)
)

-- last_rotation: The last event by which another key came to sign the log.
SELECT originator_id, originator_version, state FROM lrs.log
WHERE topic <> 'StatementRecorded' AND topic = 'KeyRotated' ORDER BY notification_id DESC LIMIT 1
