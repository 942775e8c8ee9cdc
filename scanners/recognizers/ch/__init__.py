"""Values of Switzerland."""
