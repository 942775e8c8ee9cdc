"""Values of Korea."""
