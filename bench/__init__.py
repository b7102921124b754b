"""Benchmarks: what the write, read and rebuild paths cost, each beside a reference in one run."""
