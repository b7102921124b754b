"""What the log consists of: events, the terms they are found by, what refers to what; pure."""
