"""Why a number is what it is, and what it would take to be another."""
