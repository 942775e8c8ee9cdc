"""Values of the Netherlands."""
