"""Values of Japan."""
