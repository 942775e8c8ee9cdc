"""Values of Hungary."""
