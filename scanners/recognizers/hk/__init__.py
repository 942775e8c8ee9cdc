"""Values of Hong Kong."""
