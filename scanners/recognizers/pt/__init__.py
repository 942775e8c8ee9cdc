"""Values of Portugal."""
