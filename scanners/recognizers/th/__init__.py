"""Values of Thailand."""
