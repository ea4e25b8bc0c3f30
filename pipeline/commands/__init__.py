"""Verbs of the command line that have a module of their own; `pipeline.cli` joins them."""
