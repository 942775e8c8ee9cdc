"""Values of Ireland."""
