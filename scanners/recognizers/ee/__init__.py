"""Values of Estonia."""
