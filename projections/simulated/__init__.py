"""A simulated city, and what its balances must come to."""
