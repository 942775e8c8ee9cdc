"""Values of Romania."""
