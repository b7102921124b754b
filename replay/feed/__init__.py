"""The feed of results: what each position of the log, and each day that passed, did."""
