"""What is measured, each as a ratio against a bare way of doing the same work."""
