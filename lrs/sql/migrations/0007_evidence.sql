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

GRANT USAGE ON SCHEMA lrs TO lrs_sequencer;
GRANT SELECT ON lrs.log TO lrs_sequencer;
GRANT SELECT, INSERT, UPDATE (hashes) ON lrs.tile TO lrs_sequencer;
GRANT SELECT, INSERT ON lrs.checkpoint, lrs.cosignature TO lrs_sequencer;
GRANT SELECT ON lrs.tile, lrs.checkpoint, lrs.cosignature TO lrs_service;
