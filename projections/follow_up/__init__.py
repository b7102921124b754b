"""Following up a class for one to three years (A4): pure rules."""
