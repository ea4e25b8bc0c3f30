"""The SQL page: what it runs, what it offers while one writes, what it remembers."""
