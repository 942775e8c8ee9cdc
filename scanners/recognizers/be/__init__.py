"""Values of Belgium."""
