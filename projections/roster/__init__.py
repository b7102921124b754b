"""Who the cadres are, where they belong, and what is asked of each: hours, posts, eligibility."""
