"""What facts earn: a module for each rule, the ledger of their lines, and the balances."""
