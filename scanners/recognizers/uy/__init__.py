"""Values of Uruguay."""
