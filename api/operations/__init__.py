"""Running the server: first start, health, the projections beside it, its description."""
