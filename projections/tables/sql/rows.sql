-- The rows of any projection; the table, and for one of them the column of the key, is put in braces.

-- remove: Takes away all rows of some keys.
DELETE FROM {} WHERE {} = ANY (%s)

-- hash: How many rows a table has, and the sum of their hashes: no order, so nothing to sort.
SELECT count(*), sum(hash_record_extended(t.*, 0)) FROM {} t
