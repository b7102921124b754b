"""The HTTP server, over real PostgreSQL."""
