"""Answers as JSON-ready data for people and programs."""
