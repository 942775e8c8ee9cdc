"""Values of India."""
