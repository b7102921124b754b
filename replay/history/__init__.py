"""The biography of a number: what changed it, in the order in which it became known."""
