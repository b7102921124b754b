"""The proofs, against what the RFC and the C2SP documents say."""
