"""Values of the United Kingdom."""
