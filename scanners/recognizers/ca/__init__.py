"""Values of Canada."""
