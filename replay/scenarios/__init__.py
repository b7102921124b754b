"""Worked examples: dated facts in, exact answers out."""
