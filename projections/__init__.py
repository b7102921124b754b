"""What the log means: learning acts, ledgers, balances and compliance, as pure rules."""
