"""Other ways to the same answers on the same files, measured against ours in one run."""
