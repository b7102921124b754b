"""The tables of the projections: who writes them, keeps them up, and reads them."""
