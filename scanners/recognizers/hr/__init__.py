"""Values of Croatia."""
