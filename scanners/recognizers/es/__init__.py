"""Values of Spain."""
