"""`python -m pipeline` is `warehouse`."""

from pipeline.cli import main

main()
