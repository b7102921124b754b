"""Who is sent to training: nominations, substitutes, quotas, rotation, coverage (M4-1, A5)."""
