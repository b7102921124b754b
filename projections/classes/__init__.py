"""The life of a training class: its state, its declaration, what is amiss in it (M4-2, M3-4)."""
