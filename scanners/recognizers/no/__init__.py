"""Values of Norway."""
