"""Values of Latvia."""
