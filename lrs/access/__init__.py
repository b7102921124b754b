"""Who may do what: credentials, kept in the log."""
