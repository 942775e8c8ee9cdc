"""Values of Austria."""
