"""Finding statements and putting together what the log knows of a thing."""
