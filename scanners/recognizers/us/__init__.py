"""Values of the United States."""
