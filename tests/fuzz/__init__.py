"""A fuzz of every field of every fact, through the server and the projections behind it."""
