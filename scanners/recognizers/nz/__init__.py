"""Values of New Zealand."""
