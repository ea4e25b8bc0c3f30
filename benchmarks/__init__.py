"""What is measured, each as a ratio against a bare or a rival way of doing the same work."""
