"""Values of Greece."""
