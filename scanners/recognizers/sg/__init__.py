"""Values of Singapore."""
