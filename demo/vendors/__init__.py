"""The vendors' own file forms: one module each, and beside it the headers of its files."""
