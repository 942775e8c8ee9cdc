"""Values of Chile."""
