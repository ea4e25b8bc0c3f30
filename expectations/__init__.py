"""Great Expectations on raw data and on marts: the suites, and running them."""
