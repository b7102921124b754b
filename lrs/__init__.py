"""The log: a posted statement becomes an immutable event that can be queried at once."""
