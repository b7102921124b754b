"""The reports over HTTP: how they are asked for, as JSON and as CSV."""
