"""Values of Indonesia."""
