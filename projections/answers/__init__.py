"""What is folded from the log when somebody asks, as of any basis."""
