"""Values of Argentina."""
