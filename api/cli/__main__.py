"""`python -m api.cli` is `lrs`."""

from api.cli import main

main()
