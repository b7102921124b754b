-- Sessions of people on the pages, and links that sign in once; read by
-- lrs/access/session_store.py.

-- forget: Forgets the sessions that were last seen, or began, before these instants.
DELETE FROM lrs.session WHERE seen < %s OR began < %s

-- begin: Begins a session.
INSERT INTO lrs.session (sha256, credential, began, seen) VALUES (%s, %s, %s, %s)

-- session: A session that was seen, and began, no earlier than these instants.
SELECT credential, seen FROM lrs.session WHERE sha256 = %s AND seen >= %s AND began >= %s

-- touch: Notes that a session is used.
UPDATE lrs.session SET seen = %s WHERE sha256 = %s

-- end: Ends a session.
DELETE FROM lrs.session WHERE sha256 = %s

-- forget_links: Forgets the links that nobody opened in time.
DELETE FROM lrs.sign_in_link WHERE until < %s

-- link: Keeps a link that signs in once.
INSERT INTO lrs.sign_in_link (sha256, credential, until) VALUES (%s, %s, %s)

-- redeem: Takes a link that is not too late out of the store.
DELETE FROM lrs.sign_in_link WHERE sha256 = %s AND until >= %s RETURNING credential
