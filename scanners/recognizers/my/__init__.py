"""Values of Malaysia."""
