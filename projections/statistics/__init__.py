"""Learning counted by person, unit, course, channel and time, and what an integrator sees."""
