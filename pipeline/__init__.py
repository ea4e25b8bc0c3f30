"""The top floor: the nightly run in order, and the `warehouse` command line."""
