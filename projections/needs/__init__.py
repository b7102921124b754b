"""What training is needed: surveys without names, reports, needs files, renewal (A1, M3-1)."""
