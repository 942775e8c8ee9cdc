"""Values of Finland."""
