"""How a year is closed: its states, the circular, and what was learned afterwards."""
