"""Statements from files: lines and JSON documents, read, ordered and imported."""
