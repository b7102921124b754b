"""What is kept of the tree."""
