"""Values of Slovenia."""
