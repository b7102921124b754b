-- The queries of package replay, read by lrs/postgres/queries.py.

-- owns_log: Whether who asks is the owner of the log, or a member of that role.
SELECT FROM pg_class log JOIN pg_namespace namespace ON namespace.oid = log.relnamespace
WHERE nspname = 'lrs' AND relname = 'log' AND pg_has_role(session_user, relowner, 'MEMBER')

-- events_after: The next events after a position.
SELECT notification_id, originator_id, originator_version, topic, stored, state FROM lrs.log
WHERE notification_id > %s ORDER BY notification_id LIMIT %s

-- events_between: The next events after a position and up to another.
SELECT notification_id, originator_id, originator_version, topic, stored, state FROM lrs.log
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s

-- events_at: The events at some positions.
SELECT notification_id, originator_id, originator_version, topic, stored, state FROM lrs.log
WHERE notification_id = ANY (%s) ORDER BY notification_id

-- has_topic: Whether some event after a position and up to another has a topic.
SELECT FROM lrs.log WHERE notification_id > %s AND notification_id <= %s AND topic = %s LIMIT 1

-- when_stored: When a position was stored.
SELECT stored FROM lrs.log WHERE notification_id = %s

-- in_log: Which of some originators have events up to a position.
SELECT originator_id, originator_version FROM lrs.log
WHERE originator_id = ANY (%s) AND notification_id <= %s

-- statements_page: The next statements after a position.
SELECT notification_id, originator_id, state FROM lrs.log
WHERE notification_id > %s AND topic = 'StatementRecorded' ORDER BY notification_id LIMIT %s

-- uses_until: Which event up to a position each document and attachment belongs to.
SELECT position, sha256, digest_key FROM lrs.content_use WHERE position <= %s
ORDER BY position, sha256

-- contents_until: The documents and attachments of the events up to a position.
SELECT c.sha256, c.bytes FROM lrs.content c WHERE EXISTS (
    SELECT FROM lrs.content_use u WHERE u.sha256 = c.sha256 AND u.position <= %s
)

-- restore_content: Puts in a document or attachment of a bundle.
INSERT INTO lrs.content VALUES (%b, %b) ON CONFLICT DO NOTHING

-- restore_use: Puts in which event one belongs to.
INSERT INTO lrs.content_use (position, sha256, digest_key) VALUES (%s, %b, %b)

-- uses_with_content: Each document and attachment with the event that it belongs to.
SELECT u.position, u.sha256, u.digest_key, c.bytes, l.topic, l.state
FROM lrs.content_use u JOIN lrs.content c USING (sha256)
LEFT JOIN lrs.log l ON l.notification_id = u.position
ORDER BY u.position
