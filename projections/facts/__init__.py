"""What statements say: each is read into one typed fact, and decisions into what stands."""
