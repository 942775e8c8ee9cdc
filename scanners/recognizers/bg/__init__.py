"""Values of Bulgaria."""
