"""What training stands on: teachers, funds, sharing between schools."""
