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
