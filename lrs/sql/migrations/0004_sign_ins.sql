-- Failed sign-ins are counted too; the empty credential stands for all keys that are of none.
ALTER TABLE lrs.unlogged ADD COLUMN denied bigint NOT NULL DEFAULT 0;
