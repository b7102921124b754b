"""The log as Parquet in buckets of persons, for other engines; and what they make of it."""
