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
    expected     text
);
CREATE INDEX refusal_credential ON lrs.refusal (credential, number);

-- In each hour of each credential, the requests that were refused and the statements that came again.
CREATE TABLE lrs.unlogged (
    credential text        NOT NULL,
    hour       timestamptz NOT NULL,
    refused    bigint      NOT NULL DEFAULT 0,
    resent     bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (credential, hour)
);

GRANT SELECT, INSERT, DELETE ON lrs.refusal TO lrs_service;
GRANT SELECT, INSERT, UPDATE ON lrs.unlogged TO lrs_service;
