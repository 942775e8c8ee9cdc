"""Values of Denmark."""
