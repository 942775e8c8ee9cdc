"""Values of Ecuador."""
