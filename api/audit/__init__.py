"""What auditors ask for over HTTP beside the reports."""
