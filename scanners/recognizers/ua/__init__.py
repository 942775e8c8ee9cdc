"""Values of Ukraine."""
