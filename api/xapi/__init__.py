"""The resources of xAPI."""
