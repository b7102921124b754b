"""What a cadre may become: bars, eligibility, training for a post, the register."""
