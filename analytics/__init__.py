"""Statistics that SQL cannot do: pure functions on arrays and lists, with no database in them."""
