"""Passing requests on to the report processes, and answering them there."""
