"""The demonstration: a small city, posts by a public client, and what people read."""
