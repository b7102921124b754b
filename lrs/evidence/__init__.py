"""The tree over the log as it is kept: tiles, signed checkpoints, and what stays outside."""
