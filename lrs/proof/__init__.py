"""Proof that nothing was altered: a Merkle tree over the log, in the public C2SP formats."""
