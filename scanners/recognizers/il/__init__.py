"""Values of Israel."""
