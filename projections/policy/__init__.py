"""Policies: dated parameters with their articles, read strictly and compared exactly."""
