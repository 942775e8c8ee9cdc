"""Values of Russia."""
