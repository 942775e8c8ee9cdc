"""Values of Peru."""
