"""What goes wrong over what a statement says, told apart from what says nothing of it."""

from typing import Final

OF_THE_MACHINE: Final = (MemoryError, OSError)
"""What pure code that reads or judges statements may raise without a statement being at fault. All
else that it raises comes of the data that it was given."""
