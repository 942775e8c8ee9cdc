"""Values of France."""
