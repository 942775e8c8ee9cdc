"""Values of Sweden."""
