"""Values of Venezuela."""
