"""Values of Iceland."""
