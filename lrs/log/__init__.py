"""The log: who appends to it, who judges what comes in, who reads it."""
