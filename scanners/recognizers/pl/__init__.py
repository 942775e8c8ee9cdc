"""Values of Poland."""
