"""Values of Luxembourg."""
