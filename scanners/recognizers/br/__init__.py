"""Values of Brazil."""
