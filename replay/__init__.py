"""Everything that is made from the log alone: rebuild, restore, export, scenarios."""
