"""Values of the Philippines."""
