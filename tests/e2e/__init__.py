"""The product as its users have it, from the first statement to the last question."""
