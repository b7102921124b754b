"""Tests that need a Spark cluster: `make test-spark`."""
