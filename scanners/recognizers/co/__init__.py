"""Values of Colombia."""
