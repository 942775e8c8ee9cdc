"""Values of China."""
