"""Values of Germany."""
