"""PostgreSQL: our own server, connections, roles, migrations and named queries."""
