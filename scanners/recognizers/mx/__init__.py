"""Values of Mexico."""
