"""How units stand: who is unqualified, what bars a unit, and what it owes for a year."""
